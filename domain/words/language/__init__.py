"""What a language has to say, by capability: whatever people read is asked of one `Words`, that of its reader."""

from __future__ import annotations

from dataclasses import dataclass

from domain.words.language.audit import AuditWords
from domain.words.language.away import AwayWords
from domain.words.language.batch import BatchWords
from domain.words.language.board import BoardWords
from domain.words.language.brake import BrakeWords
from domain.words.language.buttons import ButtonsWords
from domain.words.language.card import CardWords
from domain.words.language.certificate import CertificateWords
from domain.words.language.clock import ClockWords
from domain.words.language.codes import CodesWords
from domain.words.language.commands import CommandsWords
from domain.words.language.environments import EnvironmentsWords
from domain.words.language.erase import EraseWords
from domain.words.language.erasure import ErasureWords
from domain.words.language.errors import ErrorsWords
from domain.words.language.export import ExportWords
from domain.words.language.extend import ExtendWords
from domain.words.language.files import FilesWords
from domain.words.language.find import FindWords
from domain.words.language.hold import HoldWords
from domain.words.language.home import HomeWords
from domain.words.language.identity import IdentityWords
from domain.words.language.keeping import KeepingWords
from domain.words.language.letters import LettersWords
from domain.words.language.lists import ListsWords
from domain.words.language.looking import LookingWords
from domain.words.language.looks import LooksWords
from domain.words.language.mail import MailWords
from domain.words.language.moments import MomentsWords
from domain.words.language.notices import NoticesWords
from domain.words.language.people import PeopleWords
from domain.words.language.plan import PlanWords
from domain.words.language.playground import PlaygroundWords
from domain.words.language.refresh import RefreshWords
from domain.words.language.refusing import RefusingWords
from domain.words.language.remove_user import RemoveUserWords
from domain.words.language.report import ReportWords
from domain.words.language.requests import RequestsWords
from domain.words.language.rights import RightsWords
from domain.words.language.slack import SlackWords
from domain.words.language.steps import StepsWords
from domain.words.language.teams import TeamsWords
from domain.words.language.turn import TurnWords


@dataclass(frozen=True, kw_only=True)
class Words:
    """One language, whole. `tag`: by RFC 5646, for a page."""

    tag: str
    audit: AuditWords
    away: AwayWords
    batch: BatchWords
    board: BoardWords
    brake: BrakeWords
    buttons: ButtonsWords
    card: CardWords
    certificate: CertificateWords
    clock: ClockWords
    codes: CodesWords
    commands: CommandsWords
    environments: EnvironmentsWords
    erase: EraseWords
    erasure: ErasureWords
    errors: ErrorsWords
    export: ExportWords
    extend: ExtendWords
    files: FilesWords
    find: FindWords
    hold: HoldWords
    home: HomeWords
    identity: IdentityWords
    keeping: KeepingWords
    letters: LettersWords
    lists: ListsWords
    looking: LookingWords
    looks: LooksWords
    mail: MailWords
    moments: MomentsWords
    notices: NoticesWords
    people: PeopleWords
    plan: PlanWords
    playground: PlaygroundWords
    refresh: RefreshWords
    refusing: RefusingWords
    remove_user: RemoveUserWords
    report: ReportWords
    requests: RequestsWords
    rights: RightsWords
    slack: SlackWords
    steps: StepsWords
    teams: TeamsWords
    turn: TurnWords
