// Keyboard for a row of tabs: arrows, Home and End move and choose, as in any tab list.

export function tabs(list, choose) {
  const all = () => [...list.querySelectorAll("[role=tab]")];
  list.onclick = (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(tab);
  };
  list.onkeydown = (event) => {
    const at = all().indexOf(event.target.closest("[role=tab]"));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all().length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const tab = all().at(to % all().length);
    choose(tab);
    tab.focus();
  };
}
