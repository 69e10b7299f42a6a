// What passes between the page and the server, and between the page's own parts. The server's side: domain/card.py,
// bot/playground/wire.py; a test holds the names of both together.

/** A moment, shown on the clock of whoever looks; `plain` where no clock can stand. */
interface Moment { at: string; plain: string }
/** A text, or one with moments in it. */
type Told = string | { pieces: (string | Moment)[] };

interface Confirm { title: string; text: string; yes: string; no: string; final: boolean }
interface Button { verb: string; ref: string; label: string; style: string; confirm: Confirm | null; about: string }
interface Fact { label: string; value: Told }
interface Item { sign: string; text: string; note: Told; button: Button | null; spoken: string }
interface Fold { label: string; items: Item[]; show: Button | null }
interface Mention { name: string; account: string }
interface Card {
  title: string; status: string; tone: string; turn: string; facts: Fact[]; text: Told[]; items: Item[];
  fold: Fold | null; copy: string; buttons: Button[]; footer: Told; ref: string;
  calls: Mention[]; lang: string;
}
interface Option { value: string; label: Told }
interface Field {
  name: string; label: string; input: string; options: Option[]; required: boolean; hint: Told; value: string;
  error: Told; missing: string; many: string; seeks: boolean; of_file: boolean;
}
interface Form { verb: string; ref: string; title: string; submit: string; fields: Field[]; text: Told; about: string; opener: string; lang: string }

/** `alt`: what a picture shows, empty of what is none. */
interface Kept { name: string; size: number; alt: string }
interface Message {
  place: string; address: string; at: string; author: string; text: string; card: Card | null; file: Kept | null;
  private: boolean; via: string;
}
interface Person { id: string; name: string; title: string; first: string[] }
interface Channel { id: string; topic: string }
/** The texts of the page itself, by name. */
type Said = Record<string, string>;
interface World { people: Person[]; channels: Channel[]; ahead: number; said: Said }
interface News { messages: Message[]; ahead: number }
interface Everything extends World, News { token: string }

interface Suggestion { text: string; note: string }
interface Completions { verbs: Suggestion[]; after: Record<string, Suggestion[]> }
/** `where`: a person, a part of the panel, or nowhere; `line`: what can be written there. */
interface Todo { text: string; where: string; line: string }
interface Tour { done: number; stops: string[]; text: string; todo: Todo[] }
interface Behaving { id: string; name: string; behaviour: string; seconds: number | null }
interface Recreated { id: string; name: string; at: string | null }

/** What was filled in: name of a field → values. */
type Values = Record<string, string[]>;
/** With the file that was chosen, in base 64. Shows the next form, or gives null when all is well. */
type Submit = (values: Values, file: string | null) => Promise<Form | null>;
/** What somebody may mean who has typed so far. */
type Seek = (text: string) => Promise<Option[]>;
type Press = (button: Button, message: Message) => Promise<void>;
/** By how many answers more or less `who` waits. */
type Waiting = (who: string, by: number) => void;
interface Watcher { reset?(): void; message?(message: Message, old: Message | null): void; clock?(): void }

type Child = Node | string | null | undefined | false | Child[];
type Listeners = Record<string, (event: any) => void>;
interface Attributes { on?: Listeners; [name: string]: string | number | boolean | null | undefined | Listeners }
