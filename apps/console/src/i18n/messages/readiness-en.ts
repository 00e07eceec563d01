/** Who is ready for an enforcement, and who is not: before it, on the day, and afterwards. */
export default {
  state: {
    ready: 'Ready', 'ready-untested': 'Ready, untested', 'ready-unproved': 'Ready, address not proved', 'set-up': 'Will be asked to set up', 'needs-token': 'Needs an emergency token',
    'locked-out': 'Will be locked out', 'not-met': 'Not met',
  },
  stateNow: {
    ready: 'Ready', 'ready-untested': 'Ready, untested', 'ready-unproved': 'Ready, address not proved', 'set-up': 'Is asked to set up', 'needs-token': 'Needs an emergency token',
    'locked-out': 'Is locked out', 'not-met': 'Not met',
  },
  ended: 'This rule is over: nobody is asked because of it any more.', suspended: 'This rule is suspended: nobody is asked because of it. What stands here is what would happen if it were resumed.',
  help: {
    ready: 'Has a code that counts, and has used it.', 'ready-untested': 'Has a code that counts, and has never used it since it was set up.', 'ready-unproved': 'Gets the code by mail, to an address that nobody has proved yet.',
    'set-up': 'Has no code yet, and sets one up at the first sign-in.', 'needs-token': 'Has no code, and gets in with an emergency token only.', 'locked-out': 'Has no code and no way in.', 'not-met': 'The rule does not meet them.',
  },
  reason: {
    disabled: 'The realm is disabled', 'classic-no-token': 'Classic sign-in page, and no emergency token', classic: 'Classic sign-in page: an emergency token alone leads in', denied: 'The rule lets nobody set up without an administrator',
    'token-to-set-up': 'Needs an emergency token to set up', suspended: 'What was set up is suspended', 'other-kind': 'What was set up does not count here', shared: 'Shared account', 'mailbox-behind-provider': 'The mailbox is behind this very sign-in',
    'mail-refused': 'The mail server refused a mail to them', 'no-address': 'No address on file', 'upstream-without-code': 'Their identity provider proves no code', 'by-mail': 'The code comes by mail',
    'unused-for-a-year': 'Authenticator unused for a year', 'never-signed-in': 'Has never signed in',
  },
  title: 'Who is ready', again: 'Look again', judgedFor: 'Judged for the sign-in at {date}, by the rules themselves.',
  judgedNow: 'Judged for a sign-in right now, by the rules themselves.',
  lead: {
    stuckNow: '{count} person does not get in at all. | {count} people do not get in at all.',
    nobody: 'It meets nobody.', all: 'The one person whom it meets is ready. | All {count} people are ready.',
    some: 'The one person whom it meets is not ready. | {ready} of {count} people are ready.',
    stuck: '{count} person would not get in at all. | {count} people would not get in at all.',
  },
  burnDown: {
    title: 'Down to zero', said: 'On {from} {before} people were not ready. Now it is {now}; {stuck} of them would not get in.', open: 'Not ready', stuck: 'Would not get in', pace: 'To zero in time', table: 'The numbers, day by day', day: 'Day',
    young: 'Not ready today: {now}, of whom {stuck} would not get in. From tomorrow on a line shows how it goes down.',
  },
  reasons: 'Why', reasonsNone: 'No reasons to name.',
  list: {
    title: 'Work list', caption: 'People', join: ', ', all: 'Everybody', notReady: 'Everybody who is not ready', state: 'State', search: 'Name, user name or email', searchLabel: 'Find somebody',
    person: 'Name', why: 'Why', do: 'What helps', more: 'Show more', nobody: 'Nobody here.', done: 'The list is empty: everybody is ready.', looking: 'Looking…', shown: 'One person | {count} people', shownMore: 'The first {count} people',
    everybody: 'What can be done for everybody whom the list shows', total: 'One person in all | {count} people in all',
    select: 'Select {name}', selectAll: 'Select all that are shown', selected: '{count} selected', clear: 'Select none', group: 'What can be done for those who are selected',
  },
  act: {
    remind: 'Remind', setupMail: 'Send set-up mail', token: 'Emergency tokens', enrol: 'Set up together', enrolNamed: 'Set up together with {name}', export: 'Export (CSV)', exporting: '{count} people read',
    remindShown: 'Remind everybody shown', remindEverybody: 'Everybody whom the list shows is reminded.',
    setupMailShown: 'Set-up mail to everybody shown', tokenShown: 'Tokens for everybody shown', sent: '{count} person so far | {count} people so far',
    stopped: 'Stopped. Whoever was told stays told; the others are told when you go on.', interrupted: 'It stands still. Nothing is lost: go on once the reason is gone.',
    remindTitle: 'Remind by mail', remindText: 'Each of them gets one mail that says what will happen to them, and until when. Whoever was mailed today hears nothing again.', remindDo: 'Send',
    remindWho: '{count} person is chosen. | {count} people are chosen.', reminded: 'One mail is on its way. | {count} mails are on their way.', remindedNobody: 'No mail went out.', skipped: {
      today: '{count} person has heard today already. | {count} people have heard today already.', withoutAddress: '{count} person has no address. | {count} people have no address.', notMet: '{count} person is ready, or not met by it. | {count} people are ready, or not met by it.',
    },
  },
  forecast: {
    title: 'What will happen', people: 'It meets {count} person. | It meets {count} people.', nobody: 'It meets nobody.', lockedOut: '{count} person will be locked out: | {count} people will be locked out:',
    help: 'Hand out emergency tokens, or help them set up first.', list: 'Open the list of these people', further: 'and one more | and {count} more', how: 'Found out by the sign-in’s own rules, person by person, for {date}. Disabled accounts are not counted.',
  },
  tally: {
    title: 'Since it began', live: 'Looks again by itself every 15 seconds.', since: 'Since {date}.', more: 'There were more sign-ins than are counted here.',
    withCode: 'Let in with a code', setUp: 'Set up on the spot', byToken: 'Let in with an emergency token', refused: 'Refused', unseen: 'Not seen yet', nobody: 'Nobody yet.',
  },
  csv: { username: 'User name', familyName: 'Family name', givenName: 'Given name', email: 'Email', department: 'Department', tokens: 'Emergency tokens left', lastSignIn: 'Last sign-in', application: 'Application' },
  proof: {
    title: 'Proof for auditors', lead: 'For a span of at most 92 days: who had to show a code, every sign-in of theirs, and every exception by name.', from: 'From', to: 'To', show: 'Show', print: 'Print', csv: 'All sign-ins (CSV)',
    span: 'From {from} to {to}', inForce: 'In force from {from} to {to}', notInForce: 'In this span it was not in force.', targeted: 'People whom it meets now', signIns: 'Sign-ins of people whom it met', exceptions: 'Of them without a code',
    answer: { code: 'With a code', 'set-up': 'With a code that was set up on the spot', 'emergency-token': 'With an emergency token', 'two-factors': 'With a passkey', provider: 'With a code at the identity provider', none: 'Without a code' },
    allWithCode: 'The one sign-in was with a second factor. | All {count} sign-ins were with a second factor.', someWithout: '{count} of {all} sign-ins has no second factor on record. | {count} of {all} sign-ins have no second factor on record.', none: 'Nobody whom it meets signed in.',
    target: 'Whom it met', exceptionsTitle: 'Sign-ins without a code', tokensTitle: 'Emergency tokens used', at: 'When', person: 'Who', how: 'How', reason: 'Why', exception: 'Exception', deleted: 'Deleted since', further: 'There are more: all of them stand in the file.',
    more: 'There were more sign-ins than were looked at. A shorter span says it all.',
    wrongSpan: 'Choose two days, the second not before the first, and at most 92 days apart.', made: 'Made on {date} by {name}.',
  },
  dashboard: {
    title: 'Next enforcement', inForce: 'In force', days: 'today | {count} day left | {count} days left', notReady: '{count} person is not ready | {count} people are not ready', allReady: 'Everybody is ready.', lockedOut: '{count} person will be locked out | {count} people will be locked out', open: 'Open the work list',
  },
}
