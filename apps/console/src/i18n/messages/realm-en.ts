/** The settings of the realm. */
export default {
  title: 'Realm settings', lead: 'How this realm signs people in and what it says to them. A change acts at once.', conflict: 'Somebody else saved the settings meanwhile.',
  sections: 'Sections of this page',
  section: {
    pages: 'Sign-in pages', start: 'Where people go', codes: 'Codes and setting up', sessions: 'Sessions', limits: 'Limits', mails: 'Mails', mailServer: 'Mail server',
  },
  language: { en: 'English', ja: 'Japanese', ko: 'Korean' }, firstLanguage: 'When nothing fits', tries: '{max} in {minutes} minutes',
  field: {
    displayName: 'Name', languages: 'Languages', zone: 'Time zone', contact: 'Contact', helpLink: 'Help link', recommendedApps: 'Recommended apps', presentation: 'Presentation', emailedCodes: 'Emailed codes',
    startPageUrl: 'Start page', startPageName: 'What it is called', askRegistered: 'Ask whoever has a code', stepOrder: 'Order of the set-up link', setupLinkHours: 'Set-up link works, in hours',
    resetLinkMinutes: 'Password link works, in minutes', enrolWithinDays: 'Set up with the password alone, in days', emergencyMode: 'Emergency tokens', emergencyInitial: 'Tokens for everybody who is created',
    emergencyHandOutHours: 'A token that is handed out works, in hours', emergencyInARow: 'Sign-ins by token in a row', sessionIdleMinutes: 'Ends unused after, in minutes', sessionMaxHours: 'Ends in any case after, in hours', mailsPerMinute: 'Mails a minute',
    helpDeskMail: 'Reset requests are mailed to', ownNetworks: 'Own networks', waitMinutes: 'Waits after that, in minutes', journeyCodeTries: 'Wrong codes in one sign-in', secondFactorHard: 'Wrong codes in a row that suspend an authenticator',
    secondFactorShort: 'Wrong codes of a person', secondFactorDay: 'Wrong codes of a person, long', secondFactorMonth: 'Wrong codes of a person, longest', passwordKnownBrowser: 'Wrong passwords, known browser',
    passwordUnknownBrowser: 'Wrong passwords, unknown browser', passwordAddress: 'Wrong passwords from one address', mailBeforePassword: 'Mails before the password', mailAfterPassword: 'Mails after the password',
  },
  help: {
    displayName: 'Stands on every sign-in page and in every mail.', zone: 'In which dates are said to people.', contact: 'Whom people turn to, said where they are stuck. For example: IT Help Desk, ext. 4357',
    helpLink: 'A page of yours that helps on.', recommendedApps: 'Authenticator apps, one a line; an address may follow after a blank.', startPageUrl: 'Where people go after the set-up. Empty: their account page.',
    startPageName: 'The button to it says this name.', askRegistered: 'Whoever has set up a code is asked for it, also where nothing requires one.', setupLinkHours: 'Afterwards its page offers a new one.',
    resetLinkMinutes: 'From the mail until a new password is chosen.', enrolWithinDays: 'After a code was first required; later it takes a mail, too. 0: always a mail.', emergencyInitial: 'From 0 to 50.',
    emergencyHandOutHours: 'What the help desk hands out over the telephone. The tokens that people have from the beginning do not expire.', emergencyInARow: 'After so many the set-up is compulsory.', sessionIdleMinutes: 'People are asked for their password again.', sessionMaxHours: 'However busy they were.', mailsPerMinute: 'More of them wait for their turn.',
    helpDeskMail: 'An address of the help desk.', ownNetworks: 'One a line, such as 192.0.2.0/24. From there limits count each person, not the address.', waitMinutes: 'One after the other, separated by commas.',
    journeyCodeTries: 'Then the sign-in begins anew.', secondFactorHard: 'Between 10 and 100.',
  },
  choice: {
    presentation: { interactive: 'Modern', classic: 'Classic' }, emailedCodes: { standard: 'Ten minutes', 'time-step': 'As an app: every 30 seconds', off: 'Not taken here' }, stepOrder: { 'otp-then-password': 'Code, then password', 'password-then-otp': 'Password, then code' },
    emergencyMode: { recoverable: 'Can be read again', once: 'Shown once' },
  },
  choiceHelp: {
    presentation: { interactive: 'Pages that lead step by step.', classic: 'As people know them from HENNGE Access Control.' },
    emailedCodes: { standard: 'A random code for each sign-in.', 'time-step': 'A new value every 30 seconds, dead after at most 90. Shuts out everybody whose mail takes longer than that: filters, phones that fetch mail every few minutes, and people who read slowly.', off: 'Nobody sets up codes by mail. Who already receives them gets one more, and sets up an app with it.' },
    stepOrder: { 'otp-then-password': 'New people scan first, and choose a password at the end.', 'password-then-otp': 'New people choose a password first.' },
    emergencyMode: { recoverable: 'Kept sealed; an administrator reads one with a fresh code and a reason, and the person is told.', once: 'Nobody can read them again. Those that are kept are forgotten when you save.' },
  },
  limits: { text: 'Wrong guesses that are allowed before somebody waits.', max: '{what}: how many', minutes: '{what}: in how many minutes', in: 'in', unit: 'minutes' },
  fault: {
    url: 'This is not a web address (https://…).', languages: 'Choose at least one.', waits: 'Up to ten whole numbers between 1 and 1440, separated by commas.', apps: 'At most 20 are possible.', name: 'A start page needs a name in English.',
    number: 'A number between {least} and {most}, please.',
    of: { zone: 'This is not a time zone, such as Asia/Tokyo.', ownNetworks: 'One of these is not a network, such as 192.0.2.0/24.', recommendedApps: 'One of these cannot be used as it is.' },
  },
  mail: {
    question: 'Which mail server sends the mails of this realm?', save: 'Save the mail server', use: { installation: 'The one of the installation', own: 'One of its own' },
    useHelp: { installation: 'As the operator set it up.', own: 'For a sender of your own.' },
    field: { use: 'Mail server', host: 'Host', port: 'Port', from: 'Sender', username: 'User name', password: 'Password', security: 'Encryption' },
    security: { starttls: 'STARTTLS', tls: 'TLS from the start' }, securityHelp: { starttls: 'Used whenever it is offered, and demanded as soon as there is a user name.', tls: 'Usually port 465.' },
    passwordKept: 'One is stored; leave this empty to keep it. For another host it has to be typed again.', passwordNone: 'None is stored.',
    test: {
      to: 'Send a test mail to', send: 'Send a test mail', none: 'There is no mail server yet, so no mail can be sent.', unsaved: 'The test uses what is saved: save first.', answer: 'The mail server said:',
      outcome: {
        sent: 'The mail server {server} took the mail to {to}. Look whether it arrives, also among the junk.', 'recipient-refused': '{server} refuses mail to {to}. Check the address, and whether this server may send to other domains.',
        'sender-refused': '{server} refuses the sender {from}. Use a sender that this server knows.', 'log-in-refused': '{server} refuses user name and password. Type both again.',
        'no-encryption': '{server} offers no encryption, and the password is not sent without. Use TLS from the start, or another port.', certificate: 'The certificate of {server} cannot be trusted: it is expired, or made for another name.',
        'not-found': '{server} is not known. Check the name of the host.', unreachable: 'Nobody answers at {server} as a mail server does. Check host, port and firewall.', timeout: '{server} did not answer in time. Check host, port, encryption and firewall.',
        'other-answer': '{server} refused the mail.',
      },
    },
  },
}
