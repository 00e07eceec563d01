/** Codes by mail: the address that an administrator enters, how long codes work, and what a mailbox is worth. */
export default {
  register: 'Email', registerHelp: 'Enters an address that {name} gets codes at.',
  title: 'Codes by email for {name}', lead: 'At a sign-in a code goes to this address. The first one that {name} enters proves it.',
  field: 'Email address for codes', confirm: 'Confirm', missing: 'Enter an email address.', malformed: 'That is not an email address that mail can be sent to.',
  behind: 'The mailbox of {address} is opened by signing in here: whoever cannot sign in gets no code there. Another address is safer.',
  done: 'Success. OTP is now enabled.', doneText: 'The address is not proved yet: the first code that is entered from it proves it.', close: 'Done',
  nist: 'Ranked last: NIST SP 800-63B does not count a mailbox as something that a person has.',
}
