"""Contoso's data sources, directory and segments: the part of the seed that is written by hand."""

from __future__ import annotations

from dataclasses import dataclass

INSTANCE_ID = "11111111-2222-4333-8444-555555555555"
TENANT_ID = "22222222-3333-4444-8555-666666666666"
OTHER_TENANT_ID = "99999999-3333-4444-8555-666666666666"  # of Fabrikam, which belongs to Contoso
BOT_APP_ID = "33333333-4444-4555-8666-777777777777"

# Name, friendly name, kind, owner, tables. The last one was never refreshed.
SOURCES = (
    ("CrmContacts", "CRM Contacts", "powerPlatform", "ines.roth", ("contacts",)),
    ("WebshopOrders", "Webshop Orders", "attachCdm", "jan.maas", ("orders", "orderlines")),
    ("LoyaltyMembers", "Loyalty Members", "powerPlatform", "ines.roth", ("members",)),
    ("CrmWeb", "CRM Web", "powerQuery", "jan.maas", ("visitors",)),
    ("NewsletterSubscribers", "Newsletter Subscribers", "powerQuery", "lena.voss", ("subscribers",)),
    ("SupportTickets", "Support Tickets", "dynamics365", "omar.said", ("tickets",)),
    ("StoreReceipts", "Store Receipts", "attachSynapse", "jan.maas", ("receipts", "receiptlines")),
    ("SalesforceLeads", "Salesforce Leads", "salesforce", "vera.lind", ("leads",)),
    ("FieldServiceVisits", "Field Service Visits", "attachCds", "omar.said", ("visits",)),
    ("SurveyAnswers", "Survey Answers", "powerQuery", "lena.voss", ("answers",)),
    ("CallCentreLog", "Call Centre Log", "datahub", "omar.said", ("calls",)),
    ("EventRegistrations", "Event Registrations", "powerPlatform", "vera.lind", ("registrations",)),
)
# Names that a parser of commands may stumble over; only with the seed "odd".
ODD_SOURCES = (
    ("PartnerPortalEu", "Partner Portal", "powerPlatform", "vera.lind", ("partners",)),
    ("PartnerPortalUs", "Partner Portal", "powerPlatform", "vera.lind", ("partners",)),
    ("Everything", "all", "attachCdm", "jan.maas", ("everything",)),
    ("ForSources", "for", "attachCdm", "jan.maas", ("forms",)),
    ("Crm", "CRM", "dynamics365", "ines.roth", ("accounts",)),
)

# Name, friendly name, one customer in so many, active, static, ever evaluated.
SEGMENTS = (
    ("Seg_Vip", "VIP", 3, True, False, True),
    ("Seg_Newsletter", "Newsletter readers", 2, True, False, True),
    ("Seg_Everyone", "Everyone", 1, True, False, True),
    ("Seg_TradeFair", "Trade fair 2025", 1, True, True, True),
    ("Seg_OldCampaign", "Campaign 2024", 1, False, False, True),
    ("Seg_Draft", "Winter idea", 5, False, False, False),
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Somebody or something in the directory. `kind` is what Customer Insights calls it: user, group or app."""

    id: str
    kind: str
    name: str
    mail: str | None = None
    upn: str | None = None
    guest: bool = False
    enabled: bool = True
    app_id: str | None = None
    members: tuple[str, ...] = ()
    role: str | None = None  # its own role in the environment


def _id(number: int) -> str:
    return f"bbbbbbbb-0000-4000-8000-{number:012}"


# The mail name and the role of each person; no role means: in the directory only, or through a group.
# The first one is the environment's owner.
_PEOPLE = """
nadia.keller Admin | ada Admin | ben Contributor | cleo Contributor | tess Admin | olga Viewer
ines.roth Contributor | jan.maas Contributor | lena.voss Contributor | omar.said Contributor
vera.lind Contributor | mark.old Viewer | anton.gone Contributor | petra.left Viewer | sven.past Viewer
rita.moved Viewer | hans.retired Contributor | julia.stern Viewer | kofi.mensah Viewer
lucia.prado Viewer | maria.rossi - | mehmet.aslan - | nina.holm - | oliver.grant - | paul.weiss -
quentin.roy - | rosa.blum - | samuel.king - | tara.singh - | ulf.berg - | valerie.noir - | wim.devries -
xenia.popov - | yann.leroy - | zara.malik - | erik.dahl - | amir -
""".replace("\n", "|")

_NAMES = {"ada": "Ada Brandt", "ben": "Ben Osei", "cleo": "Cleo Martin", "tess": "Tess Vermeer", "olga": "Olga Petrova"}


def _person(number: int, mail_name: str, role: str) -> Entry:
    mail = f"{mail_name}@contoso.com"
    name = _NAMES.get(mail_name) or mail_name.replace(".", " ").title()
    return Entry(id=_id(100 + number), kind="user", name=name, mail=mail, upn=mail, role=None if role == "-" else role)


_TEAM = [
    _person(number, *line.split()) for number, line in enumerate(line for line in _PEOPLE.split("|") if line.strip())
]
_BY_NAME = {str(entry.mail).partition("@")[0]: entry.id for entry in _TEAM}


def _group(number: int, name: str, role: str | None, *members: str) -> Entry:
    ids = tuple(_BY_NAME.get(member, member) for member in members)
    return Entry(id=_id(number), kind="group", name=name, role=role, members=ids)


def _app(number: int, name: str, app_id: str, role: str) -> Entry:
    return Entry(id=_id(number), kind="app", name=name, app_id=app_id, role=role)


DIRECTORY = (
    _app(1, "DSR Bot", BOT_APP_ID, "Admin"),
    _app(2, "Power BI connector", "33333333-4444-4555-8666-000000000002", "Viewer"),
    _app(3, "Nightly export", "33333333-4444-4555-8666-000000000003", "Contributor"),
    *_TEAM,
    # A guest, a disabled account, and one whose address is not its sign-in name.
    Entry(
        id=_id(201), kind="user", name="Gus Partner", mail="gus@fabrikam.example", guest=True, role="Viewer",
        upn="gus_fabrikam.example#EXT#@contoso.onmicrosoft.com",
    ),
    Entry(
        id=_id(202), kind="user", name="Dora Disabled", mail="dora@contoso.com", upn="dora@contoso.com",
        enabled=False, role="Viewer",
    ),
    Entry(
        id=_id(203), kind="user", name="Anna-Lena Vogt", mail="anna-lena.vogt@contoso.com", upn="avogt@contoso.com",
        role="Viewer",
    ),
    _group(301, "Customer Insights readers", "Viewer", _id(302), "julia.stern", "kofi.mensah"),
    _group(302, "Marketing", None, "lena.voss", "lucia.prado", "maria.rossi", "petra.left"),
    _group(303, "Data office", "Contributor", "ines.roth", "jan.maas", "mehmet.aslan", "nina.holm"),
    _group(304, "Customer care", "Viewer", "omar.said", "oliver.grant", "rosa.blum"),
    _group(305, "Everyone at the Berlin office", None, "ada", "ben", "cleo", "paul.weiss"),
)  # fmt: skip
# Nobody forbids an object id, or a name, that somebody elsewhere has too.
_FABRIKAM = (
    Entry(id=_id(101), kind="user", name="Ada Brandt", mail="ada@fabrikam.com", upn="ada@fabrikam.com"),
    Entry(id=_id(401), kind="user", name="Frida Falk", mail="frida@fabrikam.com", upn="frida@fabrikam.com"),
    Entry(id=_id(402), kind="user", name="Finn Moor", mail="finn@fabrikam.com", upn="finn@fabrikam.com"),
    _group(305, "Privacy at Fabrikam", None, _id(401), _id(402)),
)
DIRECTORIES = {TENANT_ID: DIRECTORY, OTHER_TENANT_ID: _FABRIKAM}
BOT_PRINCIPAL_ID = _id(1)
OWNER_ID = _BY_NAME["nadia.keller"]
TENANT_ADMIN_ID = _BY_NAME["tess"]
GONE_ID = _id(999)  # has a role still, though the account is in the directory no more
