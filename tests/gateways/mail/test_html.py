"""What an HTML mail says is what it shows; what it hides neither counts nor is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mail.message import Meaning
from domain.mail.recognition import recognise
from domain.mail.text import new_text
from gateways.mail.html import shown
from tests.linear import seconds
from tests.mails import CORPUS, RULES
from tests.mails.case import raw
from tests.mails.layouts import DOUBTFUL
from tests.mails.reading import whole

NEW, OLD = "new words", "old words"
ASK = "Please confirm your request for the export."
GREET = "Thank you for your mail. We have a question about the weather."

# With what is hidden in place of {}.
HIDING = {
    "not displayed": '<div style="display:none">{}</div>',
    "not displayed, written oddly": "<div style='color:red; DISPLAY : NONE ! important; display:block'>{}</div>",
    "not displayed, with a comment": '<div style="display:/* block */none">{}</div>',
    "not displayed, with entities": '<div style="display&#58;&#110;one">{}</div>',
    "in something not displayed": '<div style="display:none"><p style="display:block"><b>{}</b></p></div>',
    "not visible": '<span style="visibility:hidden">{}</span>',
    "collapsed": '<p style="visibility:collapse"><i>{}</i></p>',
    "hidden": "<div hidden>{}</div>",
    "hidden with a value": '<div hidden="until-found">{}</div>',
    "of no size": '<font style="font-size:0">{}</font>',
    "of no size, in points": "<p style='font-size: 0.0pt'>{}</p>",
    "of no size, by the shorthand": '<p style="font:0/0 a">{}</p>',
    "of one pixel": '<div style="font-size:1px;line-height:1px">{}</div>',
    "of nothing, taken twice": '<div style="font-size:0"><span style="font-size:2em">{}</span></div>',
    "white on white": '<p style="color:#fff">{}</p>',
    "nearly white on white": '<p style="color: RGB(250, 250, 250)">{}</p>',
    "white on white, the old way": "<font color=WHITE>{}</font>",
    "black on black": '<table><tr><td bgcolor="#000000">{}</td></tr></table>',
    "grey on the same grey": '<div style="background:#808080 none"><b style="color:gray">{}</b></div>',
    "clear": '<p style="color:rgba(0, 0, 0, 0)">{}</p>',
    "filled with nothing": '<p style="-webkit-text-fill-color:transparent">{}</p>',
    "see-through": '<div style="opacity:0">{}</div>',
    "in a box of no height": '<div style="max-height:0px;overflow:hidden">{}</div>',
    "in a box of no width": '<div style="width:0;overflow-x:hidden">{}</div>',
    "far to the left": '<div style="position:absolute;left:-9999px">{}</div>',
    "indented away": '<div style="text-indent:-999em">{}</div>',
    "cut out": '<div style="position:absolute;clip:rect(0 0 0 0)">{}</div>',
    "scaled to nothing": '<div style="transform:scale(0)">{}</div>',
    "a preheader": '<span style="display:none;font-size:1px;color:#ffffff;max-height:0;overflow:hidden">{}</span>',
    "by a class": "<style>.x, p.pre {{ display:none }}</style><p class='y pre'>{}</p>",
    "by an id": "<style><!-- #x {{ font-size:0 }} --></style><p id=x>{}</p>",
    "a style": "<style>{}</style>",
    "a script": "<script>{}</script>",
    "a title": "<title>{}</title>",
    "a template": "<template><p>{}</p></template>",
    "a comment": "<!-- {} -->",
    "settings of Office": "<!--[if gte mso 9]><xml><o:a>{}</o:a></xml><![endif]-->",
    "a comment that never ends": "<p></p><!-- {}",
    "an attribute": '<a title="{}">.</a>',
}
# What only looks like it.
SHOWN = {
    "large in a box of no size": '<td style="font-size:0"><div style="font-size:14px">{}</div></td>',
    "visible in what is not": '<div style="visibility:hidden"><p style="visibility:visible">{}</p></div>',
    "white on blue": '<div style="background-color:#0078d4"><p style="color:white">{}</p></div>',
    "white on blue, the old way": "<table bgcolor=#0078d4><tr><td><font color=white>{}</font></td></tr></table>",
    "a link in white words": '<div style="color:white"><a href="https://x.example">{}</a></div>',
    "black in white words": '<div style="color:white"><p style="color:#333">{}</p></div>',
    "a small letter": '<p style="font-size:8pt">{}</p>',
    "with a margin": '<p style="margin:0;text-indent:-18pt;margin-left:-4px">{}</p>',
    "a box that grows": '<div style="height:0">{}</div>',
    "what is beside nothing for Outlook": "<!--[if mso]><hr><![endif]--><p>{}</p><!--[if mso]><br><![endif]-->",
    "a style that says nothing": '<p style="display:block;opacity:1;overflow:hidden;width:100%">{}</p>',
}


# What other browsers than ours would show, whatever else may be with it.
DRAWN = {
    "in print it is gone": "<style media=print>p {display:none}</style><p>{}</p>",
    "on paper it is gone": "<style>@media print {p {display:none}}</style><p>{}</p>",
    "of a part of a width": '<div style="width:5%;overflow:hidden">{}</div>',
    "in a colour that is none": '<p style="color:#fffffff">{}</p>',
    "in a value that is none": '<p style="display:not">{}</p>',
    "by what is important": "<style>p {display:block !important}</style><p style='display:none'>{}</p>",
    "by the closer rule": "<style>p.x {display:block} .x {display:none}</style><p class=x>{}</p>",
    "by the closest rule": "<style>#a {display:block} p.x {display:none}</style><p class=x id=a>{}</p>",
    "by the later rule": "<style>.x {display:none} .y {display:block}</style><p class='y x'>{}</p>",
    "by its own style": "<style>#a {display:none}</style><p id=a style='display:block'>{}</p>",
    "in a line of no height": '<span style="height:0;overflow:hidden">{}</span>',
}
GONE = {
    "by what is important": "<style>p {display:none !important}</style><p style='display:block'>{}</p>",
    "by the closer rule": "<style>p.x {display:none} .x {display:block}</style><p class=x>{}</p>",
    "by the later rule": "<style>.y {display:block} .x {display:none}</style><p class='x y'>{}</p>",
    "by what stays when a value is none": "<p style='display:none;display:not'>{}</p>",
}


@pytest.mark.parametrize("hiding", HIDING)
def test_what_is_hidden_is_not_said(hiding: str) -> None:
    assert new_text(_text(f"<p>{NEW}</p>{HIDING[hiding].replace('{}', OLD)}".replace("{{", "{"))) in {NEW, f"{NEW} ."}


def test_a_line_break_is_one_and_ends_no_paragraph() -> None:
    assert _text("<p>please<br>\r\nconfirm</p>") == "\nplease\nconfirm\n"
    assert _text("<p>a</p><p></p><p>b</p>").count("\n\n") == 1


def test_a_page_has_colours_of_its_own() -> None:
    assert not _text(f'<body text="#fefefe"><p>{OLD}</p>').strip()
    assert _text(f'<body text="#fefefe" bgcolor="navy"><p>{NEW}</p>').strip() == NEW


def test_a_word_with_hidden_letters_in_it_is_one_word() -> None:
    assert new_text(_text('con<div style="display:none">,<br>do not </div>firm')) == "confirm"


@pytest.mark.parametrize("hiding", HIDING)
def test_a_hidden_question_never_counts(hiding: str) -> None:
    hidden = HIDING[hiding].format(ASK)
    assert _meaning(f"<p>{ASK}</p>") is Meaning.CONFIRMATION_ASKED
    for mail in (hidden, f"<p>{GREET}</p>{hidden}", f"{hidden}<p>{GREET}</p>"):
        assert _meaning(mail) is not Meaning.CONFIRMATION_ASKED


@pytest.mark.parametrize("hiding", HIDING)
@pytest.mark.parametrize("said", ["We close the case then.", "Do not confirm.", "The export is attached."])
def test_a_question_with_something_hidden_stays_a_question(hiding: str, said: str) -> None:
    hidden = HIDING[hiding].format(said)
    assert _meaning(f"<p>{ASK}</p>{hidden}") is Meaning.CONFIRMATION_ASKED


@pytest.mark.parametrize("doubtful", DOUBTFUL)
def test_of_what_may_be_hidden_or_shown_otherwise_it_is_known_that_it_may(doubtful: str) -> None:
    assert not shown(f"<p>{GREET}</p>{DOUBTFUL[doubtful].replace('{}', OLD)}").whole


@pytest.mark.parametrize("html", [*HIDING.values(), *SHOWN.values()])
def test_what_is_plainly_seen_or_plainly_not_is_the_whole(html: str) -> None:
    assert shown(f"<p>{NEW}</p>{html.format(OLD)}").whole


@pytest.mark.parametrize("drawn", DRAWN)
def test_what_a_browser_shows_is_read(drawn: str) -> None:
    assert OLD in shown(DRAWN[drawn].replace("{}", OLD)).text


@pytest.mark.parametrize("gone", GONE)
def test_what_a_browser_hides_by_the_order_of_rules_is_not_said(gone: str) -> None:
    assert OLD not in shown(GONE[gone].replace("{}", OLD)).text


@pytest.mark.parametrize("look", SHOWN)
def test_what_only_looks_hidden_is_read(look: str) -> None:
    assert _meaning(SHOWN[look].format(ASK)) is Meaning.CONFIRMATION_ASKED
    assert _meaning(f"<p>{ASK}</p>{SHOWN[look].format('We close the case then.')}") is Meaning.UNCLEAR


def _text(html: str) -> str:
    return shown(html).text


def _meaning(html: str) -> Meaning:
    return recognise(whole(raw(None, html=html)), CORPUS[0].thread, RULES).meaning


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a<br>b</p><div>c</div>", "a b c"),
        ("a&amp;b &lt;c&gt; &#8364; &nope;", "a&b <c> € &nope;"),
        (f"<p>{NEW}</p><blockquote>{OLD}<br>{OLD}</blockquote>", NEW),
        (f"<p>{NEW}</p><blockquote><p>{OLD}", NEW),
        (f"<blockquote>{OLD}</blockquote>{NEW}", NEW),
        (f"{NEW}<div id=divRplyFwdMsg>From: x</div>{OLD}", NEW),
        (f'{NEW}<div id="x_divRplyFwdMsg">From: x</div>{OLD}', NEW),
        (f"{NEW}<div id='appendonsend'></div>{OLD}", NEW),
        (f"{NEW}<p style='color:red;display : none'>{OLD}<b>{OLD}</b></p>", NEW),
        (f"{NEW}<span hidden>{OLD}</span>", NEW),
        (f'{NEW}<div style="font-size:0">{OLD}</div>', NEW),
        (f"<head><title>{OLD}</title></head><style>{OLD}</style><script>{OLD}</script>{NEW}", NEW),
        (f"{NEW}<!-- {OLD} -->", NEW),
        (f"{NEW}<!-- {OLD}", NEW),
        (f"{NEW}<style>{OLD}", NEW),
        (f"{NEW}<a href='x{OLD}", NEW),
        (f"{NEW}<div hidden><p>{OLD}</div> and more", f"{NEW} and more"),
        ("a < b and 1<2", "a < b and 1<2"),
        (f"<pre>{NEW}\n&gt; {OLD}\n</pre>", NEW),
        ("<P>A</P><BR/><Hr>B", "a b"),
        ('<a title="a>b">c</a>', "c"),
        ("</nothing></p>a", "a"),
        (f"<blockquote><pre>{OLD}\n{OLD}</pre></blockquote>{NEW}", NEW),
        (f'<div style="white-space:pre-wrap">{NEW}\n&gt; {OLD}</div>', NEW),
        (f"<table><tr><td>{NEW}<td>a</table>", f"{NEW}a"),
    ],
)
def test_html_says_what_a_browser_shows(html: str, text: str) -> None:
    assert new_text(_text(html)) == text


TIRING = [
    *("<", "<!--", "<!-- >", "<a ", "<a '", "<b>", "<div>", "<ul><li>", "<i><table>x", "<blockquote>", "<a><b>", "</"),
    *(
        "<style>",
        "</style>",
        "<style></style>",
        "<style>a{}",
        "<style>{",
        "<p style='font:1 1 1 1;;'>",
        "&",
        "x<b></p>",
    ),
]


ORDINARY = "<p>Dear team, thank you for your answer, which came.</p>\n" * 6_000
MOST = 5  # times as long as an ordinary one of that length


def is_tiring(source: str) -> bool:
    def read(mail: str) -> object:
        return new_text(_text(mail))

    return seconds(read, source, 1) > 0.2 and seconds(read, source) > MOST * seconds(read, ORDINARY)


@pytest.mark.parametrize("piece", TIRING)
def test_no_mail_takes_long_to_read(piece: str) -> None:
    assert not is_tiring(piece * (1_000_000 // len(piece)))


@pytest.mark.parametrize("style", ["a{}", ".a,", "}", "{", "/*", "@media{", "a{color:red}", "a{x:y;"])
def test_no_style_takes_long_to_read(style: str) -> None:
    assert not is_tiring(f"<style>{style * (280_000 // len(style))}</style><p style='{style * 40_000}'>")


def test_of_a_long_mail_the_beginning_is_read_however_deep_it_goes() -> None:
    for rest in ("x" * 1_000_000, "<div>" * 100_000, "<div>x</div>" * 100_000):
        assert _text(f"<p>{ASK}</p>{rest}").strip().startswith(ASK)
    assert len(_text("x" * 1_000_000)) == 300_000


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        ("x" * 300_000, True),
        ("x" * 300_001, False),
        ("<br>" * 4_000, True),
        ("<br>" * 4_001, False),
        (f"<p>{ASK}</p>", True),
        ("", True),
    ],
)
def test_it_is_known_whether_all_of_it_was_looked_at(html: str, whole: bool) -> None:
    assert shown(html).whole is whole


@given(st.text(st.sampled_from("<>/!-='\"& ;:{}.#abdipsty\n\x00\ud800")) | st.text())
def test_anything_can_be_read(text: str) -> None:
    assert "\n" not in new_text(_text(text))
