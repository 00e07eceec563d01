/** The simulator, and why somebody was asked at a sign-in of the past. */
export default {
  nav: 'Simulator', title: 'Simulator',
  lead: 'What a sign-in would meet, and why: found by the very decision that every sign-in meets. Nobody is signed in, and nothing is changed or written down.',
  who: {
    title: 'Who', question: 'Who signs in', person: 'A person', imagined: 'Somebody imagined', personHelp: 'As they stand now.', imaginedHelp: 'Somebody with these roles and groups.',
    find: 'Find the person', other: 'Somebody else', gone: 'This person is not there any more.',
    role: 'Roles', addRole: 'Add a role', group: 'Groups', addGroup: 'Add a group', remove: 'Take away: {name}', none: 'There are none.',
    kinds: 'Has set up', state: 'And besides', otpRequired: 'OTP Configured is on', addressProved: 'The email address is proved', shared: 'Several people use the account', tokens: 'Has an emergency token',
  },
  where: {
    title: 'From where, and to what', application: 'Application', anyApplication: 'One that demands nothing', typeApplication: 'Client id of the application', address: 'Network address', addressHelp: 'IPv4 or IPv6. Empty means unknown, which exempts from nothing.',
    addressWrong: 'This is no network address. Write one like 192.0.2.17.', mine: 'Use mine: {address}',
    way: 'Signs in with', password: 'A password', acr: 'It states this acr', amr: 'It states these amr values', amrHelp: 'Separated by commas.',
    ago: 'It says the sign-in there was', agoNow: 'just now', agoUnknown: 'it does not say', agoMinutes: '{count} minute ago | {count} minutes ago', agoHours: '{count} hour ago | {count} hours ago',
    demanded: 'The request demands this acr', demandedHelp: 'One of these values has to be met, besides what the application always demands. Separated by commas.',
  },
  whatIf: {
    title: 'What if', group: 'Access Policy Group', ownGroup: 'As it is', noGroup: 'None', rule: 'Count this enforcement as announced', noRule: 'Only those that are', unsaved: 'The one that is not saved yet', unsavedNamed: '{name} (as it is typed, not saved)',
    page: 'Sign-in page', pageAsIs: 'As it is', interactive: 'Sets up codes on the spot', classic: 'Classic: one field for codes',
    when: 'When', now: 'Now', then: 'At another instant', thenHelp: 'With people and rules as they are now.', past: 'Why somebody was asked in the past stands in their activity.',
  },
  result: {
    title: 'The decision', choose: 'Choose a person, or imagine one.', waiting: 'Something still has to be filled in.', ruleGone: 'The rule that was not saved is gone with the page. Open its form again, or choose another one.', at: 'At {at}',
    asked: { yes: 'Asked for a code', no: 'Not asked for a code', refused: 'Refused' },
    end: { in: 'gets in', refused: 'is not let in', 'locked-out': 'does not get in: nothing that they have leads on' },
    steps: 'Step by step', first: 'Signs in with a password.', firstUpstream: 'Signs in with {provider}.',
    step: {
      none: 'Is in.', 'first-proof': 'Has to sign in once more.', challenge: 'Enters a code: {kinds}.', 'set-up': 'Sets up a code: {kinds}.', 'prove-then-set-up': 'Enters a code of what they have, which is not accepted here.',
      confirm: 'Confirms what they have.', emergency: 'Types an emergency token.', 'still-have-it': 'Says whether their authenticator is lost or only elsewhere.', notice: 'Reads that a code has to be set up.', refused: 'Is refused: {reason}.',
    },
    proof: {
      'first-proof': 'What they signed in with suffices for it.', mailbox: 'A mail to the address on file is the proof for it.', 'emergency-token': 'An emergency token is the proof for it.',
      authenticator: 'The code just entered is the proof for it.', administrator: 'It takes an administrator.',
    },
    later: 'It may be put off.', deadEnd: 'They have none: it ends here.',
    told: 'The application is told', requirements: 'What requires a code of them', nothing: 'Nothing requires a code of them.', personal: 'OTP Configured', request: 'The application, or its request: {name}', since: 'since {since}',
    accepted: 'Accepted: {kinds}', upcoming: 'What is to come', ready: 'ready', notReady: 'not ready', from: 'from {from}',
    table: 'Why, line by line', tableLead: 'The lines are read in this order; the first that says yes or no decides.', same: 'The link in the address bar shows this again.',
  },
  refused: {
    deny: 'the rules let nobody set up a code at sign-in; an administrator does it', suspended: 'every authenticator is suspended, and no emergency token is left',
    'no-accepted-kind': 'no kind of authenticator is accepted by all rules, and no emergency token is left', classic: 'nothing is set up, and this sign-in page cannot set it up',
    'emergency-in-a-row': 'emergency tokens were used {count} times in a row, and this sign-in page cannot set up a code',
  },
  ofPerson: 'Simulate a sign-in', ofRule: 'Simulate a sign-in as if this were announced', ofGroup: 'Simulate a sign-in in this group',
  past: {
    yes: 'Why was this person asked?', no: 'Why was this person not asked?', refused: 'Why was this person refused?', title: 'Why {name} was asked for a code, or not',
    lead: 'As it was decided then, whatever is so today. The lines were read in this order; the first that says yes or no decided.',
    proved: 'Proved', acr: 'The application was told acr {acr}.', proof: { password: 'password', upstream: 'identity provider', totp: 'authenticator app', 'emailed-code': 'code by email', push: 'push', passkey: 'passkey', 'emergency-token': 'emergency token', 'backup-code': 'backup code', certificate: 'certificate', 'action-link': 'link' },
  },
}
