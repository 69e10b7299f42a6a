// The live stream: everything at first, then what changes. A lost one is opened again and begins with everything.

const QUIET = 25_000; // milliseconds without a sign of life
const LONGEST_PAUSE = 5_000;

/** `hear` has sync(everything), news(change) and lost(). Returns a function that asks for everything again.
    @param {{ sync(everything: Everything): void, news(change: News): void, lost(): void }} hear
    @returns {() => Promise<void>} */
export function listen(hear) {
  /** @type {EventSource | null} */
  let source = null;
  let pause = 500;
  let watchdog = 0;
  /** @type {(() => void)[]} */
  const waiting = [];

  function open() {
    source?.close();
    source = new EventSource("/playground/api/events");
    source.addEventListener("sync", (event) => {
      pause = 500;
      hear.sync(JSON.parse(event.data));
      waiting.splice(0).forEach((resolve) => resolve());
      alive();
    });
    source.addEventListener("news", (event) => { hear.news(JSON.parse(event.data)); alive(); });
    source.addEventListener("beat", alive);
    source.addEventListener("error", again);
    alive();
  }

  function alive() {
    clearTimeout(watchdog);
    watchdog = setTimeout(again, QUIET);
  }

  function again() {
    source?.close();
    hear.lost();
    clearTimeout(watchdog);
    watchdog = setTimeout(open, pause);
    pause = Math.min(pause * 1.6, LONGEST_PAUSE);
  }

  open();
  return () => new Promise((resolve) => {
    waiting.push(resolve);
    setTimeout(resolve, 3_000);
    open();
  });
}
