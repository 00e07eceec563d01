/** Accounts that several people share, and splitting one into persons (S4-4). */
export default {
  sign: {
    'name': 'The name says “{word}”', 'one-mailbox': 'Its mail goes to the same mailbox as that of {others}', 'browsers': '{count} new browsers within 30 days',
    'networks': 'Signed in from {count} networks at the same time', 'at-once': '{count} browsers in use within one hour', 'authenticators': '{count} authenticators with different names',
  },
  list: {
    open: 'Likely shared accounts', title: 'Accounts that several people may share',
    lead: 'A code belongs to one person. These accounts look as if several people used them; each says why. Nobody is marked by this list: open an account to mark it, or to give its people accounts of their own.',
    looking: 'Looked at {looked} people, found {found} …', stopped: 'Stopped after {looked} people; found {found} so far.', done: 'Everybody was looked at: one account. | Everybody was looked at: {found} accounts.',
    never: 'Never signed in', none: { title: 'Nothing speaks for a shared account', text: 'Neither names, mailboxes, browsers nor authenticators look like several people. Accounts that are marked already, or disabled, are left out.' },
  },
  card: {
    title: 'Several people?', mark: 'Mark as shared', unmark: 'Belongs to one person', split: 'Split into persons…',
    marked: 'This account is marked as shared. An enforcement can refuse such accounts.', likely: 'Several people may be using this account:', one: 'Nothing speaks for more than one person.',
  },
  split: {
    title: 'Split {name} into persons', text: 'Everybody who uses this account gets an account of their own. You see what will happen before anything does.',
    person: 'Person {n}', another: 'Another person', removePerson: 'Remove person {n}', twice: 'Somebody here has this already.',
    field: { familyName: 'Family name', givenName: 'Given name', username: 'User name', email: 'Email' },
    takeOver: 'Each person takes over', nothingToTake: 'The account has no role, group, department or Access Policy Group of its own.', notYours: 'What you do not hold yourself you cannot hand out.',
    roleIds: 'The role {name}', groupIds: 'The group {name}', department: 'The department {name}', policyGroup: 'The Access Policy Group {name}',
    otpRequired: 'OTP Configured: each sets up a code of their own', sendSetupMail: 'Send each the set-up mail', noMail: 'No mail leaves this realm: print a set-up sheet for each on their page.',
    accountQuestion: 'And the account itself?', account: { disable: 'Disable it', mark: 'Mark it as shared', keep: 'Leave it as it is' },
    accountHelp: { disable: 'It is marked as shared, and nobody can sign in with it any more.', mark: 'It goes on working until an enforcement refuses shared accounts.', keep: 'For when more people are still to come.' },
    reason: 'Why (for the audit log)', look: 'See what will happen', back: 'Change something', do: 'Do it | Create one account | Create {count} accounts',
    willHappen: 'This will happen:', createdMail: 'gets an account and the set-up mail', created: 'gets an account', there: 'was made by this split before; nothing happens to them',
    takes: 'Each new person takes over: {what}.', takesNothing: 'Nobody takes over anything.',
    will: { disable: 'The account is marked as shared and disabled. | The account is marked as shared and disabled; the one session of it ends. | The account is marked as shared and disabled; its {count} sessions end.', mark: 'The account is marked as shared and goes on working.', keep: 'The account stays as it is.' },
    done: 'Done; nobody was new. | One person has an account of their own now. | {count} people have accounts of their own now.',
  },
}
