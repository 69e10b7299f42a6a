// Loaded before anything is drawn, so that a chosen theme never flashes.
{
  const themes = ["auto", "light", "dark"];
  const names = { auto: "like the system", light: "light", dark: "dark" };
  const root = document.documentElement;
  const stored = () => {
    try { return localStorage.getItem("theme"); } catch { return null; }
  };
  const keep = (theme) => {
    try { localStorage.setItem("theme", theme); } catch { /* private windows may refuse */ }
  };
  const choose = (theme) => { root.dataset.theme = themes.includes(theme) ? theme : "auto"; };
  choose(stored());
  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const name = () => {
      button.title = `Theme: ${names[root.dataset.theme]}`;
      button.setAttribute("aria-label", button.title);
    };
    button.addEventListener("click", () => {
      choose(themes[(themes.indexOf(root.dataset.theme) + 1) % themes.length]);
      keep(root.dataset.theme);
      name();
    });
    name();
  });
}
