"""Mails in HTML as Microsoft's programs write them, and others whose layout may hide words or show others."""

from __future__ import annotations

from domain.mail.message import Meaning
from tests.mails.case import cases, raw

ASK = "Please confirm your request for the export."
OUTLOOK = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<!--[if !mso]><style>v\\:* {behavior:url(#default#VML);} o\\:* {behavior:url(#default#VML);}</style><![endif]-->
<style><!--
/* Font Definitions */
@font-face {font-family:"Cambria Math"; panose-1:2 4 5 3 5 4 6 3 2 4;}
@font-face {font-family:Aptos; panose-1:2 11 0 4 2 2 2 2 2 4;}
/* Style Definitions */
p.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0cm; margin-bottom:.0001pt; font-size:11.0pt;
 font-family:"Aptos",sans-serif; mso-ligatures:standardcontextual; mso-fareast-language:EN-US;}
a:link, span.MsoHyperlink {mso-style-priority:99; color:#0563C1; text-decoration:underline;}
a:visited, span.MsoHyperlinkFollowed {mso-style-priority:99; color:#954F72; text-decoration:underline;}
p.MsoListParagraph {margin-top:0cm; margin-right:0cm; margin-bottom:0cm; margin-left:36.0pt; text-indent:-18.0pt;}
span.EmailStyle17 {mso-style-type:personal-compose; font-family:"Aptos",sans-serif; color:windowtext;}
.MsoChpDefault {mso-style-type:export-only; font-size:10.0pt;}
@page WordSection1 {size:612.0pt 792.0pt; margin:72.0pt 72.0pt 72.0pt 72.0pt;}
div.WordSection1 {page:WordSection1;}
@list l0 {mso-list-id:1; mso-list-template-ids:2;}
@list l0:level1 {mso-level-number-format:bullet; mso-level-text:\\F0B7; text-indent:-18.0pt; font-family:Symbol;}
ol {margin-bottom:0cm;} ul {margin-bottom:0cm;}
--></style></head>
<body lang=EN-GB link="#0563C1" vlink="#954F72" style='word-wrap:break-word'><div class=WordSection1>
<p class=MsoNormal>Hello Tess,<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal><span style='font-size:11.0pt;color:#1F497D;mso-fareast-language:EN-US'>{}</span><o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal><span style='color:black'>Kind regards<o:p></o:p></span></p>
<p class=MsoNormal>Sam Lee | <a href="mailto:sam@microsoft.com">sam@microsoft.com</a><o:p></o:p></p>
<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>
<p class=MsoNormal><b>From:</b> Tess Vermeer &lt;tess@contoso.com&gt;<br><b>Sent:</b> Monday, 2 November 2026 08:00<br>
<b>To:</b> D365 CI<br><b>Subject:</b> Export</p></div></div><p class=MsoNormal>please export everything</p>
</div></body></html>"""
_WEB = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<style type="text/css" style="display:none;"> P {{margin-top:0;margin-bottom:0;}} </style></head><body dir="ltr">
<div class="elementToProof" style="font-family: Aptos, Aptos_EmbeddedFont, Calibri, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);">
Hello Tess,</div><div style="font-family: Aptos; font-size: 12pt; color: rgb(0, 0, 0); background-color: rgb(255, 255, 255);">{0}</div>
<div id="Signature"><p style="margin:0cm; line-height:normal"><span style="font-family:&quot;Segoe UI&quot;,sans-serif;
color:#737373">Kind regards</span></p></div><div id="appendonsend"></div>
<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif"
style="font-size:11pt" color="#000000"><b>From:</b> Tess</font></div></body></html>"""
_SERVICE = """<!DOCTYPE html><html><head><title>Support</title><style type="text/css">
body, table, td {{ -webkit-text-size-adjust:100%; -ms-text-size-adjust:100%; font-family:'Segoe UI',Arial,sans-serif; }}
table {{ border-collapse:collapse !important; mso-table-lspace:0pt; mso-table-rspace:0pt; }} img {{ border:0; display:block; }}
@media only screen and (max-width: 620px) {{ .container {{ width:100% !important; max-width:100% !important }}
 h1 {{ font-size:22px !important; line-height:28px !important }} .pad {{ padding:10px !important }} }}
@media print {{ .container {{ display:none }} }}
</style></head><body style="margin:0;padding:0;background-color:#f3f2f1">
<span style="display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all">About
your request</span><table role="presentation" width="100%" cellpadding="0" bgcolor="#f3f2f1"><tr><td align="center"
style="padding:20px 0;font-size:0;line-height:0"><table class="container" width="600" style="width:600px;max-width:600px"><tr>
<td style="background:#0078d4;color:#ffffff;padding:12px 24px;font:600 20px/28px 'Segoe UI'">Hello Tess,</td></tr><tr>
<td class="pad" style="background-color:white;color:#323130;font-size:14px;line-height:20px;vertical-align:top">{0}</td></tr>
</table></td></tr></table></body></html>"""
_PAGES = {
    "by Outlook": OUTLOOK.replace("{}", ASK),
    "by Outlook on the web": _WEB.format(ASK),
    "by a service, in tables": _SERVICE.format(ASK),
    "in print it is gone": f"<style media=print>p {{display:none}}</style><p>{ASK}</p>",
    "of some width": f'<div style="width:100%;overflow:hidden"><p style="width:90%">{ASK}</p></div>',
}

# What may hide the words in place of {}, or show others: a person is asked whatever they say.
DOUBTFUL = {
    "Outlook's way": "<span style='mso-hide:all'>{}</span>",
    "for Outlook alone": "<!--[if mso]><p>{}</p><![endif]-->",
    "for some Outlook alone": "<!--[if (gte mso 9)|(IE)]>{}<![endif]-->",
    "for Outlook alone, without an end": "<!--[if mso]><p>{}</p>",
    "for Outlook alone, beside its settings": "<!--[if gte mso 9]><xml><a>96</a></xml><b>{}</b><![endif]-->",
    "for all but Outlook": "<!--[if !mso]><!--><p>{}</p><!--<![endif]-->",
    "for all but Outlook, another way": "<![if !mso]><p>{}</p><![endif]>",
    "with a sheet from elsewhere": "<style>@import url(a.css);</style><p>{}</p>",
    "with a linked sheet": "<link rel=Stylesheet href='https://x.example/a.css'><p>{}</p>",
    "in a frame": "<iframe>{}</iframe>",
    "with a document in a frame": "<iframe srcdoc='x'></iframe><p>{}</p>",
    "on a picture": '<div style="background:url(x.png)"><p style="color:white">{}</p></div>',
    "on what cannot be told": '<div style="background:var(--dark)"><p>{}</p></div>',
    "gone on a telephone": "<style>@media (max-width:400px) {.x {display:none}}</style><p class=x>{}</p>",
    "gone on a screen": "<style media=screen>.x {display:none}</style><p class=x>{}</p>",
    "gone below another": "<style>div p {display:none}</style><div><p>{}</p></div>",
    "gone beside another": "<style>p + p {font-size:0}</style><p>.</p><p>{}</p>",
    "gone by an attribute": "<style>[title] {display:none}</style><p title=a>{}</p>",
    "gone by an attribute with a bracket": "<style>[title=']'] {display:none}</style><p title=']'>{}</p>",
    "gone as the first": "<style>p:first-child {visibility:hidden}</style><div><p>{}</p></div>",
    "gone unless it is something": "<style>p:not(.y) {opacity:0}</style><p>{}</p>",
    "gone by two classes": "<style>.a.b {display:none}</style><p class='a b'>{}</p>",
    "gone by a class in capitals": "<style>.X {display:none}</style><p class=x>{}</p>",
    "gone by a class in small letters": "<style>.x {display:none}</style><p class=X>{}</p>",
    "gone where that is supported": "<style>@supports (display:grid) {p {display:none}}</style><p>{}</p>",
    "gone in a layer": "<style>@layer a {p {display:none}}</style><p>{}</p>",
    "gone by nesting": "<style>div { color:black; p {display:none} }</style><div><p>{}</p></div>",
    "gone by what never ends": "<style>@media screen {p {display:none</style><p>{}</p>",
    "gone by an escape": '<p style="d\\69splay:none">{}</p>',
    "gone by an animation": '<p style="animation:gone 1s forwards">{}</p>',
    "shown on a telephone": "<style>p.x {display:none} @media (max-width:400px) {p.x {display:block}}</style><p class=x>{}</p>",
    "of a size that cannot be told": '<p style="font-size:calc(1px * 0)">{}</p>',
    "of four pixels": '<p style="font-size:4px">{}</p>',
    "of a part of a size": '<p style="font-size:30%">{}</p>',
    "zoomed out": '<p style="zoom:0.01">{}</p>',
    "filtered": '<p style="filter:opacity(0)">{}</p>',
    "masked": '<p style="-webkit-mask-image:linear-gradient(transparent,transparent)">{}</p>',
    "turned over": '<p style="transform:rotateX(90deg)">{}</p>',
    "scaled": '<p style="transform:scale(0.01, 0.01)">{}</p>',
    "scaled by itself": '<p style="scale:0">{}</p>',
    "shifted": '<p style="transform:translateX(-9999px)">{}</p>',
    "clipped": '<p style="clip-path:circle(0)">{}</p>',
    "faint": '<p style="opacity:0.2">{}</p>',
    "faint in what is faint": '<div style="opacity:.5"><p style="opacity:.5">{}</p></div>',
    "pale": '<p style="color:#ddd">{}</p>',
    "yellow on white": '<p style="color:yellow">{}</p>',
    "nearly clear": '<p style="color:rgba(0,0,0,.2)">{}</p>',
    "in a colour by hue": '<p style="color:hsl(0 0% 100%)">{}</p>',
    "in a colour that a browser ignores": '<p style="color:#fffffff">{}</p>',
    "in a colour of the old way": '<p style="color:white;color:fff">{}</p>',
    "in a colour that nobody knows": '<p style="color:microsoftblue">{}</p>',
    "in an odd colour": "<font color='#fffffff'>{}</font>",
    "as a link on its own colour": "<table bgcolor='#0000ee'><tr><td><a href=x>{}</a></td></tr></table>",
    "as a link, once visited": '<style>a:visited {color:white}</style><a href="x">{}</a>',
    "white in what may be dark": "<style>.d p {color:white}</style><p>{}</p>",
    "on what may be dark": "<style>[data-dark] p {background:black}</style><p>{}</p>",
    "put elsewhere": '<div style="position:absolute;left:100px">{}</div>',
    "far to the right": '<div style="position:absolute;right:-9999px">{}</div>',
    "moved": '<div style="position:relative;left:-3000px">{}</div>',
    "moved by a margin": '<p style="margin:0 0 0 -400px">{}</p>',
    "laid over another": '<p style="margin-top:-20px">{}</p>',
    "far away": '<p style="padding-left:9999px">{}</p>',
    "on the other side": '<span style="float:right">{}</span>',
    "in a box that cuts": '<div style="height:5px;overflow:hidden">{}</div>',
    "in a box that cuts, of some part": '<div style="width:1%;overflow:hidden">{}</div>',
    "in a box that scrolls": '<div style="max-height:1px;overflow:auto">{}</div>',
    "in a line that is cut": '<div style="overflow:hidden"><span style="white-space:nowrap">{}</span></div>',
    "cut, but not in a line": '<span style="width:0;overflow:hidden">{}</span>',
    "line upon line": '<p style="line-height:0">{}</p>',
    "letter upon letter": '<p style="letter-spacing:-1em">{}</p>',
    "from right to left": '<p style="direction:rtl;unicode-bidi:bidi-override">{}</p>',
    "backwards": "<bdo dir=rtl>{}</bdo>",
    "crossed out": "<s>{}</s>",
    "crossed out by a style": '<p style="text-decoration:line-through">{}</p>',
    "in signs": '<p style="font-family:Wingdings">{}</p>',
    "in letters from elsewhere": "<style>@font-face {font-family:x; src:url(x.woff)}</style><p>{}</p>",
    "with words before it": '<style>p::before {content:"Do not: "}</style><p>{}</p>',
    "folded": "<details><summary>.</summary>{}</details>",
    "in a dialog": "<dialog>{}</dialog>",
    "in a drawing": "<svg><text>{}</text></svg>",
    "where no script runs": "<noscript>{}</noscript>",
    "in a field": "<textarea>{}</textarea>",
    "beside a field": "<input value='Do not'><p>{}</p>",
    "in place of an object": "<object>{}</object>",
    "popping up": "<div popover>{}</div>",
    "not read aloud": '<p aria-hidden="true">{}</p>',
    "hidden, and displayed": '<p hidden style="display:block">{}</p>',
    "by a value that is none": '<p style="display:none;display:sometimes">{}</p>',
    "by an unknown property": '<p style="-x-hide:all">{}</p>',
}
_TURNED = {
    "turned by a sign": f"<p>{ASK}</p><p>\u202eton od\u202c</p>",
    "a word that may be gone": "<style>i[x] {display:none}</style><p>Please <i>confirm</i> your request for the export.</p>",
}
_HALVES = {
    "another formatted half": raw(ASK, html="<p>Please do not confirm your request for the export.</p>"),
    "a formatted half that says more": raw(ASK, html=f"<p>{ASK}</p><p>And send us the password.</p>"),
    "a formatted half that says nothing": raw(ASK, html="<p></p>"),
    "a plain half that says nothing": raw("", html=f"<p>{ASK}</p>"),
    "a formatted half that may hide": raw(ASK, html=f"<p style='opacity:.3'>{ASK}</p>"),
}
_ALIKE = {
    "a half with where links lead": raw(
        f"Hello,\n\n{ASK}\n\nKind regards\nSam Lee<https://microsoft.com/sam> [cid:image001.png@01DA]\n",
        html=f"<p>Hello,</p><p>{ASK}</p><p>Kind regards</p><p><a href='https://microsoft.com/sam'>Sam Lee</a></p>",
    ),
    "a half in other lines": raw("Please confirm your\nrequest for the\nexport.", html=f"<div><b>{ASK}</b></div>"),
}

LAYOUTS = (
    *cases(
        "a genuine layout", Meaning.CONFIRMATION_ASKED, {name: raw(None, html=html) for name, html in _PAGES.items()}
    ),
)
NEAR_LAYOUTS = (
    *cases("a doubtful layout", Meaning.UNCLEAR, {n: raw(None, html=h.replace("{}", ASK)) for n, h in DOUBTFUL.items()}),
    *cases("beside a doubtful layout", Meaning.UNCLEAR, {
        n: raw(None, html=f"<p>{ASK}</p>{h.replace('{}', 'We close it then.')}") for n, h in DOUBTFUL.items()
    }),
    *cases("a doubtful layout", Meaning.UNCLEAR, {name: raw(None, html=html) for name, html in _TURNED.items()}),
    *cases("halves", Meaning.UNCLEAR, _HALVES),
)  # fmt: skip
ALIKE = (*cases("halves alike", Meaning.CONFIRMATION_ASKED, _ALIKE),)
