"""The words that are understood in mails, by language: a sentence with any other word in it is left to a person.

Negations are in none of them, and neither is any thing that could be confirmed or sent besides the request, the export
and its data. Written as `mail_text.folded` writes: in small letters, `ss` for a sharp s.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lexicon:
    """`ask`: words of a sentence that asks for our confirmation; `give`: of one that hands data over; `say`: of those
    that may stand beside either."""

    ask: frozenset[str]
    give: frozenset[str]
    say: frozenset[str]


def _of(ask: str, give: str, say: str) -> Lexicon:
    return Lexicon(*(frozenset(words.split()) for words in (ask, give, say)))


_ENGLISH = _of(
    """a above acknowledge acknowledgement acknowledgment action admin administrator ahead an and answer answering
    approval approve are as at authorisation authorise authorised authorization authorize authorized await awaiting
    be before begin behalf below by came can come comes confirm confirmation confirmed confirming continue correct
    could customer data do dynamics e-mail e-mails earliest email every explicit export exporting exports for from
    gdpr genuine give go have i if in insights is it just kindly legitimate like made mail make may message must
    necessary need needed needs now of on once our own pending personal please pls proceed process provide receipt
    replies reply replying request requested requesting requests require required requires respond responding
    response revert right send sent shall should simply so soon start started starting still submitted team tenant
    that the then this to under until us valid verify wait waiting want we will wish with word would writing written
    yes you your yours""",
    """a able and are as asked at attached attachment attachments available below by can complete copy csv customer data
    download dynamics e-mail email enclosed encrypted excel export exported exports file files find following for
    from gdpr have here hereby i in insights is it json link machine-readable mail message now of on
    our pdf personal pfa please ready records requested secure see structured that the their them
    these they this to under we will with xlsx xml you your zip""",
    """advance afternoon also answer any apologies apologise apologize appreciate are article as assist at back be been
    business by can confirmation confirming contact contacted contacting customers day days dear delay do dpo every
    everything feel for forward free friday from get good greetings had happy has have hear hearing hello help hi
    hope hour hours i if in insights is it keep know law legal let look looking measure missing monday month months
    morning my next note of office on open or our out passphrase password patience person personal persons phone
    possible prepare privacy process processing protected protection question questions reach received receiving
    regarding regards regulation request rights safety saturday security send sent separately shall share shared soon
    sorry start step sunday take team text thank thanks thursday to today tomorrow tuesday understanding until us was
    we we'll wednesday week weeks well were which will with within work working write you you'll your""",
)
_GERMAN = _of(
    """anfordern anforderung anfrage angefordert antrag antwort antworten auf aus beantworten bearbeiten beginn beginnen
    bei benötigen bestätigen bestätigt bestätigung bevor bitte bitten brauchen customer da damit dann darum das dass
    daten datenexport dazu den der des die diese diesem diesen dieser dieses direkt dringend dsgvo e-mail ein eine
    einen einer eines einfach erbitten erforderlich erst ersuchen erwarten export exportieren exportiert fortfahren
    freigabe freigeben für gestellt haben hat hiermit ich ihnen ihr ihre ihrem ihren ihrer ihres im in insights ist
    ja jetzt kommt kundendaten kurz können könnten mail mit möchten müssen nachricht noch notwendig nun nötig per
    personenbezogene personenbezogenen richtig rückmeldung schriftlich senden sie sind sobald sollen sowie stammt
    starten um und uns unsere unserer von vor weiter weitermachen wenn werden wir wird wollen wurde wünschen würden
    zu zum zur zustimmung über""",
    """abrufen als an anbei angefordert angeforderte angeforderten angeforderter angehängt anhang anlage auf auskunft
    bei beigefügt beigefügte beigefügten bereit bitte csv customer das datei dateien daten datenexport den der des
    die diese diesem dieser download eine einer erhalten export exportierte exportierten finden für gewünschten
    herunter herunterladen hier hiermit ihnen ihre ihren ihrer im in insights ist jetzt json kopie können laden link
    mit nun nutzer pdf personenbezogene personenbezogenen senden sie sind sowie stehen steht und unter verfügbar
    vollständige von wie wir wunschgemäss xml zip zu zum zur über übersenden""",
    """anfrage anliegen bald bei beste besten bestätigung bis daher dank danke den der die dienstag diese donnerstag
    einen entschuldigen entschuldigung erhalten fragen frau freitag freundliche freundlichen für geduld gerne gruss
    grüsse grüssen guten haben hallo herr herzliche herzlichen hier ich ihnen ihr ihre ihren ihrer im in innerhalb
    ist kennwort kunde kundin können liebe melden mit mittwoch montag möglich nach nachricht passwort person
    rückfragen samstag schöne sehr sich sie sind so sonntag tage tagen team uns unser unsere verspätung verständnis
    verzögerung viel viele vielen von vorab war waren warten werden wir wird wochen zu zur""",
)
_FRENCH = _of(
    """afin agit ai aimerions appartient attendons attente au avant avez besoin bien bonjour c'est ce cela cet cette
    commencer confirmation confirmer confirmez continuer courriel customer d'abord d'export d'exportation d'exporter
    dans de demande demandez demandons demandé des devons données du dès e-mail effectuer en est et export
    exportation exporter exportions faire fait faut il insights je l'export l'exportation l'extraction l'origine la
    lancer le les mail merci message nos notre nous nécessaire par personnelles peut pour pourriez-vous poursuivre
    pouvez pouvez-vous pouvoir prie prions procéder provient préalable puissions qu'elle qu'il que rapidement
    recevoir requise répondant répondre réponse s'agit s'il si sommes souhaitez suite sur tout traiter un une
    validation valider veuillez vient vos votre voulez vouloir vous vôtre y à écrite émane être""",
    """archive au aux avez ce cette ci-après ci-joint ci-jointe ci-jointes ci-joints comme copie csv customer d'export
    dans de demandé demandée demandées demandés des disponible disponibles données du en est export exportation
    exportées fichier fichiers ici insights joint jointe jointes joints json l'adresse l'export l'exportation la le
    les lien notre nous par pdf personnelles pièce pièces pour pouvez prêt prête que selon sont sous suivant
    transmettons trouverez téléchargement télécharger télécharger-les téléchargez un une veuillez via voici vos votre
    vous xml zip à êtes""",
    """attention avec avons bien bonjour bonne cher chers chère confiance confirmation contacter contacté cordialement
    d'avance de demande dimanche données délai en est et excuser informons jeudi jour journée jours l'équipe la le
    les lundi madame mail mardi merci mercredi message monsieur mot notre nous ouvrés par passe patience personne
    pour prie prions préalable question questions remercions retard reçu s'il sa salutations samedi sous suite
    séparément tout toute traitement traiter téléphone vendredi veuillez vos votre vous à équipe""",
)
_SPANISH = _of(
    """a acción agradecemos agradeceríamos al antes aprobación así ayuda bien cliente como con confirmación confirmar
    confirmarnos confirme confirmen confirmo continuar correo customer datos de del desea desean desee deseo
    electrónico ello empecemos empezar en enviar enviarnos es escrito esperamos esta estamos este esto exportación
    exportar exportemos favor ha hacer han hecho iniciar iniciemos insights la las le les lo los mediante mensaje
    necesaria necesario necesitamos nos nosotros nuestra o para pedimos personales petición podamos poder podría por
    procedamos procede proceder procesar pronto proviene puedan puede que quiera quiere realizado realizar recibir
    requerida requerimos requiere responda responder respondiendo respuesta rogamos se ser si simplemente solicita
    solicitado solicitamos solicitar solicitud su sus suya suyo suyos sí sírvase tan un una usted ustedes válida y""",
    """a adjunta adjuntamos adjuntas adjunto adjuntos aquí archivo archivos como completa con copia correo csv customer
    datos de del descarga descargar descargarlos descargarse descargue disponible disponibles el en encontrará enlace
    enviamos es esta este está están exportación exportadas exportados fichero ficheros insights json la las le les
    lista listo listos los nuestra nuestro para pdf personales por puede pueden que se siguiente solicitada
    solicitado solicitados solicitó su sus tiene usted xml zip""",
    """a al antemano anticipado atención buenas buenos con confirmación contactar contraseña cordial cordiales de demora
    disculpe disculpen dudas días el en equipo espera estimada estimado estimados gracias han hemos hola horas
    hábiles jueves la las le les lo los lunes martes mensaje mes miércoles muchas nos nuestro paciencia para persona
    por posible pregunta preguntas pronto recibido recibimos retraso saludo saludos semana semanas separado solicitud
    su sus sábado tan tardes teléfono tiempo un una usted viernes""",
)
_ITALIAN = _of(
    """a abbiamo al alla approvazione attendiamo attesa bisogno che chiediamo cliente come con conferma confermarci
    confermare confermate conferme confermi continuare cortese cortesemente customer da dati dei del della desidera
    di e e-mail effettuare esportare esportazione esportiamo essere fare fatto favore gentilmente i il in inizi
    iniziare insights inviarci l'esportazione la le lei lo mail messaggio mezzo mi necessaria necessario nostra
    nostro occorre ora per personali possa possiamo possiate poter potete potrebbe prega pregasi preghiamo
    preghiamola prego prima proceda procedere proprio provenga proviene può quanto quest'email questa questo richiede
    richiediamo richiesta richiesto riscontro risponda rispondendo rispondere risposta scritta se semplicemente serve
    si sia sua suo sì tramite un una vi voglia vostra vostro vuole è""",
    """a ai al alla alle allegano allegata allegati allegato alleghiamo archivio che come completa con copia csv
    customer da dal dati dei del della di disponibile disponibili e ecco esportata esportati esportazione file i il
    in insights inviamo json l'esportazione la le link nostra pdf per personali possono potete pronta pronti pronto
    può qui richieste richiesti scaricabile scaricabili scaricare scaricarla scaricarli scarichi seguente si sono sua
    suoi trasmettiamo trova trovate un una vi xml zip è""",
    """a anticipatamente anticipo attenzione attesa buona buonasera buongiorno ci con conferma contattarci contatto
    cordiali cortesia da dei della di distinti domande dopo egregio entro essere gentile giorni giorno giovedì grazie
    i il in la lavorativi le lei lunedì martedì mercoledì messaggio mille molte nostra nostro ore parte password
    pazienza per persona possibile presto quanto ricevuto richiesta ritardo sabato saluti scusate scusi separatamente
    settimana settimane sua successivamente team telefono un venerdì vi""",
)
_DUTCH = _of(
    """aan aanvraag alstublieft alvast antwoord antwoorden beginnen begint bevestigd bevestigen bevestiging bevestigt
    bij customer dat data dataexport de deze dit door doorgaan dus e-mail een eerst export exporteren gaan gaat
    gedaan gegevens gegevensexport gelieve goedkeuren goedkeuring graag haar hebben hebt heeft het hierop i ik in
    insights is ja klopt komt kort kunnen kunt mail met moeten mogen nodig nog nu of om ons onze op opdracht per
    persoonsgegevens schriftelijk starten sturen te u uw van verder verzoek verzoeken via voor voordat vraag vragen
    wachten we wenst wij wil willen wilt worden zal zijn zo zodat zodra zou zouden""",
    """aan als beschikbaar bestand bestanden bij bijgevoegd bijgevoegde bijlage bijlagen csv customer data de deze dit
    downloaden downloadlink een export gegevens gereed gevraagde geëxporteerde het hier hierbij hiermee in insights
    is json klaar kopie kunt link met om onderstaande onze op opgevraagd opgevraagde pdf persoonsgegevens staan staat
    sturen te treft u uw van via vinden vindt voor we wij xml zijn zip""",
    """aan afzonderlijk alvast bedankt beste bevestiging binnen contact dagen dank de dinsdag donderdag een excuses
    geachte geduld goede goedemiddag goedemorgen groet groeten hallo hartelijk hebben heeft het in is maandag met
    morgen nemen ons ontvangen onze op persoon spoedig team telefoon u uren uur uw van vertraging voor voorbaat
    vragen vriendelijke vrijdag wachtwoord we week weken werkdagen wij woensdag zaterdag zo zondag""",
)
_PORTUGUESE = _of(
    """a agradecemos aguardamos antes ao aprovação com como confirmar confirmação confirme confirmem confirmo continuar
    customer da dados de deseja desejam desta deste do e e-mail em enviar esta este exportar exportação exportemos
    favor fazer feito foi gentileza iniciar insights já mensagem necessitamos necessária necessário nos nosso o os
    para pedido pedimos pessoais podemos poder poderia podermos por possamos precisamos proceder prosseguir
    proveniente que queira queiram quer responda respondendo responder resposta se seja seu sim simplesmente
    solicitamos solicitação sua um uma vem você é""",
    """a anexa anexado anexados anexo anexos ao aqui arquivo arquivos as baixar baixe com como completa conforme csv
    customer cópia da dados das de descarregar disponíveis disponível do dos e em encontra encontrará enviamos está
    estão exportados exportação ficheiro ficheiros insights json link na neste no o os para pdf pessoais pode podem
    pronta pronto prontos que segue seguem seu seus solicitada solicitados sua suas xml zip à""",
    """a agradecemos antecipadamente ao as atenciosamente atenção atraso boa bom com confirmação contacto contato
    cordiais cumprimentos da de desculpe dia dias dúvida dúvidas e em equipa equipe horas mensagem muito nos nosso o
    obrigada obrigado os paciência palavra-passe para pela pelo pessoa por possível prezada prezado quarta-feira
    quinta-feira recebemos segunda-feira senha separadamente seu sexta-feira sua telefone terça-feira um uma úteis""",
)
_POLISH = _of(
    """a aby abyśmy będziemy chcą co customer czekamy czy dane danych dla do eksport eksportować eksportu i insights
    jest której ma mail mogli na nam nasz nasze naszej o oczekujemy od odpowiadając odpowiedzieć odpowiedź pan pana
    pani państwa państwo pisemne pochodzi poprzez potrzebne potrzebujemy potwierdza potwierdzają potwierdzenia
    potwierdzenie potwierdzić prosimy proszę przed rozpocząć rozpoczęciem się tego tej ten to tę w wiadomość wniosek
    wniosku wymagane zanim zgłoszenia zgłoszenie zostało złożyli że żądania żądanie""",
    """csv customer dane danych dla do eksport eksportu gotowe gotowy i insights jest json kopia kopię link linkiem
    można na osobowe osobowych pan pani państwa państwu pdf plik pliki plikiem pobierz pobrania pobrać pod poniżej
    przesyłam przesyłamy są tutaj w wnioskowane wraz wyeksportowane xml z załączamy załącznik załącznika załączniki
    załączniku załączone zip żądane żądanych""",
    """będzie cierpliwość czwartek dni dobrego dobry dzień dziękujemy dziękuję godzin hasło i informacje miłego na nasz
    od opóźnienie osobno otrzymaliśmy pan pani państwa państwo piątek poniedziałek potwierdzenie poważaniem
    pozdrawiam pozdrowienia prosimy przepraszamy pytania roboczych sobota szanowna szanowni szanowny telefonicznie
    uprzejmie w witam wkrótce wniosek wtorek z za zespół środa żądanie""",
)

LEXICONS = (_ENGLISH, _GERMAN, _FRENCH, _SPANISH, _ITALIAN, _DUTCH, _PORTUGUESE, _POLISH)
