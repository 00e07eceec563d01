/** The first page of the console. */
export default {
  title: 'Dashboard', at: 'As of {date}',
  requests: '{count} person waits for an answer to a reset request | {count} people wait for an answer to their reset requests',
  oldest: 'The first of them since {date}.', answer: 'Answer them', look: 'Look at them',
  progress: {
    title: 'One-time codes', nobody: 'Nobody has to have a second factor yet.',
    ready: 'Of the {required} person who must have a second factor, {percent}% has set it up. | Of the {required} people who must have a second factor, {percent}% have set it up.',
    free: 'Nothing is required of {count} other person; {setUp} has set it up all the same. | Nothing is required of the {count} others; {setUp} of them have set it up all the same.',
    all: '{count} enabled account. | {count} enabled accounts.', disabled: '{count} is disabled. | {count} are disabled.',
  },
  attention: {
    title: 'Needs attention today', nothing: 'Nothing. Everything here is as it should be.',
    kind: {
      'sole-administrator': 'Only one global administrator can sign in',
      'administrators-not-set-up': '{count} administrator has not set up OTP | {count} administrators have not set up OTP',
      'administrators-address-not-proved': 'The address of {count} administrator is not proved | The addresses of {count} administrators are not proved',
      waits: '{count} person waits after wrong codes | {count} people wait after wrong codes',
      'no-mail': 'There is no mail server',
      'mail-refused': '{count} mail was refused in the last seven days | {count} mails were refused in the last seven days',
      'last-token': '{count} administrator has one emergency token left | {count} administrators have one emergency token left',
      unused: '{count} person has not used their authenticator for a year | {count} people have not used their authenticators for a year',
    },
    help: {
      'sole-administrator': 'If they lose their phone nobody can help them. Make somebody else a global administrator too.',
      'administrators-not-set-up': 'Send them a set-up mail, or register an app together with them.',
      'administrators-address-not-proved': 'Until they open a set-up mail, no code can be confirmed by mail.',
      waits: 'They may be on the telephone: the wait can be lifted on their page.',
      'no-mail': 'Set-up mails, reset links and notices cannot be sent. Enter one in the realm settings.',
      'mail-refused': 'The audit log says which address, and what the mail server answered.',
      'last-token': 'Top up their tokens before they need one.',
      unused: 'Ask whether they still have the phone, before they are locked out.',
    },
  },
  byRole: 'By role', byGroup: 'By Access Policy Group', role: 'Role', group: 'Access Policy Group', share: 'Share',
  people: 'People', required: 'Required', notRequired: 'Not required', setUp: 'Set up', waiting: 'Waiting', waitingIn: '{count} waiting: {name}',
}
