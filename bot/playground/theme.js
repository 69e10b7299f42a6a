// Loaded before anything is drawn, so that a chosen theme never flashes.
{
  const themes = ["auto", "light", "dark"];
  const root = document.documentElement;
  const stored = () => {
    try { return localStorage.getItem("theme"); } catch { return null; }
  };
  const keep = (/** @type {string} */ theme) => {
    try { localStorage.setItem("theme", theme); } catch { /* private windows may refuse */ }
  };
  const choose = (/** @type {string | null} */ theme) => {
    root.dataset.theme = theme && themes.includes(theme) ? theme : "auto";
  };
  const chosen = () => root.dataset.theme ?? "auto";
  choose(stored());
  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    if (!button) return;
    const name = () => {
      button.title = button.dataset[chosen()] ?? "";
      button.setAttribute("aria-label", button.title);
    };
    button.addEventListener("click", () => {
      choose(themes[(themes.indexOf(chosen()) + 1) % themes.length]);
      keep(chosen());
      name();
    });
    name();
  });
}
