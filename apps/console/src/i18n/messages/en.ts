export default {
  common: {
    loading: 'Loading…', tryAgain: 'Try again', cancel: 'Cancel', close: 'Close', remove: 'Remove', optional: '(optional)',
    yes: 'Yes', no: 'No', empty: '(empty)',
  },
  shell: {
    skip: 'Skip to the page', menu: 'Menu', navigation: 'Pages', console: 'Console', you: 'You', language: 'Language', theme: 'Appearance',
    themes: { system: 'System', light: 'Light', dark: 'Dark' }, signOut: 'Sign out',
    readOnly: 'You can look at everything here and change nothing.',
  },
  nav: { users: 'Users', resetRequests: 'Reset requests', open: '{count} is open | {count} are open' },
  noPermission: {
    title: 'This console is for administrators',
    text: 'You are signed in as {name}, who has no administrative role in this realm. Ask a global administrator for one, or sign in as somebody else.',
    other: 'Sign in as somebody else',
  },
  notFound: { title: 'There is no such page', text: 'The address may be old or mistyped.', go: 'Go to the users' },
  signedOut: { title: 'You are signed out', text: 'On this computer nobody is signed in to the console any more.', again: 'Sign in again' },
  signInFailed: {
    title: 'The sign-in did not work out', again: 'Sign in again',
    reason: {
      access_denied: 'It was cancelled before it was finished.',
      unknown_state: 'This page was opened from an old address, or in another tab than the one that began the sign-in.',
      unreachable: 'The server cannot be reached at the moment. Check your network, then try again.',
      invalid_grant: 'The sign-in took too long, or this page was opened twice.',
      unmet_authentication_requirements: 'It was not possible to prove what this page asks for.',
      other: 'The server answered: {reason}',
    },
  },
  confirm: {
    fresh: { title: 'Confirm that it is you', text: 'This needs a code shown just now. A small window opens for it; this page stays as it is.' },
    ended: { title: 'Your session has ended', text: 'Sign in again in a small window. This page stays as it is, with everything you typed.' },
    go: 'Continue', again: 'Open the window again', here: 'Continue in this window',
    waiting: 'Waiting for the small window…',
    hindrance: {
      blocked: 'Your browser blocked the small window. You can continue in this one instead: what you typed is kept.',
      closed: 'The small window was closed before it was finished.',
      refused: 'That did not work out. Nothing has been changed.',
      'other-person': 'Somebody else signed in there. Please use the account that you are working with here.',
      unreachable: 'The server cannot be reached at the moment. Nothing has been changed.',
    },
  },
  roles: {
    'global-admin': 'Global Admin', 'read-only-admin': 'Read Only Admin', 'certificate-admin': 'Certificate Admin',
    'secure-browser-admin': 'Secure Browser Admin', 'certificate-and-secure-browser-admin': 'Certificate and Secure Browser Admin', 'help-desk': 'Help Desk',
  },
  users: {
    title: 'User List', search: 'Name, user name or email', administrator: 'Administrator', disabled: 'Disabled', neverSignedIn: 'Never',
    more: 'Show more', shown: 'One person | {count} people', shownMore: 'The first {count} people',
    onlyGlobal: 'This person has an administrative role: only a global administrator can do this for them.',
    column: { name: 'Name', otp: 'One-time code', department: 'Department', lastSignIn: 'Last sign-in' },
    nobody: { title: 'Nobody matches', text: 'Check the spelling, or remove a filter.', all: 'Show everybody' },
    none: { title: 'No users yet', text: 'Add the first person with “Add user”.' },
    filter: {
      title: 'Filter', any: 'Any', role: 'Role', otp: 'One-time code', state: 'Account', enabled: 'Enabled', disabled: 'Disabled',
      anyAdministrator: 'Administrators (any role)', active: 'Filters in use', remove: 'Remove the filter {filter}', clear: 'Remove all',
      questions: {
        administratorsWithoutOtp: 'Administrators without OTP', waiting: 'People who have not set up their code yet', disabled: 'Disabled accounts',
      },
    },
    otp: {
      title: 'One-time code', box: 'OTP Configured', boxHelp: 'This person must use a one-time code.',
      status: { 'set-up': 'Set up', waiting: 'Waiting for set-up', 'not-required': 'Not required' },
      filter: {
        'not-set-up': 'Not set up', 'set-up': 'Set up', waiting: 'Required, not set up yet', required: 'Required', 'not-required': 'Not required, not set up',
      },
    },
    truth: {
      join: '{one} {two}',
      demand: { box: 'Must use a code.', rule: 'Not required by this box, but another rule requires a code.', none: 'Not required.' },
      waiting: 'Not set up yet; asked at the next sign-in.', absent: 'Not set up.',
      setUp: 'Set up on {date}', setUpBy: 'Set up on {date} by {who}', setUpAndUsed: '{setUp}, {used}.',
      lastUsed: 'last used {date}', neverUsed: 'not used since',
      by: { administrator: 'an administrator', import: 'an import' },
    },
    plan: {
      turnOn: 'After saving: {name} sets up a code at the next sign-in. Nobody is signed out.',
      turnOnRegistered: 'After saving: {name} is asked for a code at every sign-in. Nobody is signed out.',
      signOutNow: 'Sign them out now',
      turnOff: 'After saving: the authenticators of {name} are removed, unless another rule requires a code, and {name} is signed out everywhere.',
      reset: 'Off and on again is a reset. After saving: every authenticator of {name} is removed and {name} is signed out everywhere. {afterwards}',
      noReset: 'Leave it on, without a reset',
    },
    wait: { text: 'After too many wrong codes no code of {name} is taken until {date}.', lift: 'Lift the wait' },
    field: {
      givenName: 'Given name', familyName: 'Family name', email: 'Email', username: 'User name', sortName: 'Reading',
      sortNameHelp: 'How the name is read and sorted, for instance in kana.', department: 'Department',
      language: 'Language', languageHelp: 'For mails and pages.', noLanguage: 'As the browser', enabled: 'Enabled', enabledHelp: 'Nobody can sign in with a disabled account.',
    },
    add: {
      title: 'Add user', save: 'Add user', sendMail: 'Send the set-up mail now',
      sendMailHelp: 'With it the person sets up the code and chooses a password.', needsAddress: 'Needs an email address.',
      noMailServer: 'This realm has no mail server yet.',
    },
    edit: {
      title: 'Edit user', profile: 'Profile', unsaved: 'Not saved yet', save: 'Save', discard: 'Discard', saved: 'Saved.',
      restored: 'What you had typed and not saved is here again.',
    },
    conflict: {
      title: 'Somebody else saved this person meanwhile.', text: 'What you typed is still here. Look it over, then save again.',
      change: '{field}: {before} → {now}', mine: 'You typed: {value}.', takeTheirs: 'Take theirs', box: '“OTP Configured” was changed. Your change to it was put back.',
    },
    reset: {
      title: 'Reset OTP for {name}?', button: 'Reset OTP',
      removes: 'Removes {count} authenticator and every backup code, and signs {name} out everywhere. | Removes {count} authenticators and every backup code, and signs {name} out everywhere.',
      everything: 'Removes every authenticator and backup code, and signs {name} out everywhere.',
      reference: 'Only the page that shows {reference} goes on. Ask the caller to read these digits out.',
      instead: 'If the phone is only forgotten, hand out an emergency token instead.',
      reason: 'How did you make sure it is {name}?', reasonHelp: 'For instance: called back on the number in the directory. It stands in the audit log.',
      done: 'OTP of {name} was reset. {afterwards}',
    },
    afterReset: {
      'set-up': 'At the next sign-in a new one is set up.',
      'confirm-mail': 'At the next sign-in a new one is set up, after a code that is mailed to the address on file.',
      'emergency-token': 'To get in again, {name} then needs an emergency token from an administrator.',
      'set-up-mail': 'To get in again, {name} then needs a new set-up mail.',
      help: 'After that {name} cannot get in without the help of an administrator.',
    },
    roles: {
      title: 'Roles', none: 'No roles.', pick: 'Choose a role', give: 'Give', withdraw: 'Take away the role {role}', via: 'through {groups}',
    },
    groups: { title: 'Groups', none: 'In no group.', pick: 'Choose a group', put: 'Add', leave: 'Remove from the group {group}' },
  },
  authenticators: {
    title: 'Authenticators', none: 'Nothing is set up.', lastUsed: 'Last used', neverUsed: 'Not used yet',
    removeNamed: 'Remove {name}', removeText: 'Its codes stop working at once, and the person is told by mail.',
    kind: { totp: 'Authenticator app', 'emailed-code': 'Code by email', push: 'Push', passkey: 'Passkey' },
    boundBy: {
      'first-proof': 'set up at sign-in', mailbox: 'set up by mailed link', 'emergency-token': 'set up with an emergency token',
      administrator: 'set up by an administrator', authenticator: 'set up with another authenticator', import: 'imported',
    },
    state: { unproved: 'Not proved yet: its first use proves it', suspended: 'Suspended: it does not work' },
  },
  sessions: {
    title: 'Sessions', none: 'Signed in nowhere.', unknownBrowser: 'Unknown browser', since: 'since', lastUsed: 'Last used', end: 'End',
    endAll: 'End all', endAllTitle: 'Sign {name} out everywhere?', endAllText: 'Every session and every token ends at once. The code that is set up stays.',
  },
  setupMail: {
    title: 'Set-up mail', send: 'Send set-up mail', again: 'Send a new one', done: 'On its way. Older links no longer work.', noAddress: 'There is no email address to send it to.',
    state: {
      none: 'None has been sent.', waiting: 'Waiting to be sent to {to}, since {date}.', sent: 'Sent to {to} on {date}. The link works until {until}.',
      refused: 'The mail server refused it for {to} on {date}. Check the address.', used: 'The link sent to {to} has been used.',
      expired: 'The link sent to {to} expired on {until}.', void: 'The link sent to {to} was replaced by something newer.',
    },
  },
  activity: {
    title: 'Recent activity', none: 'Nothing yet.',
    type: {
      sign_in_succeeded: 'Signed in', sign_in_stepped_up: 'Confirmed with a code', sign_in_refused: 'Sign-in refused',
      code_accepted: 'Code accepted', code_refused: 'Code refused', codes_closed: 'No more codes are taken for a day or longer',
    },
    reason: {
      password: 'Wrong user name or password', wait: 'Too many tries: has to wait', wrong: 'Wrong code', replayed: 'Code already used', expired: 'Code expired',
    },
  },
  requests: {
    lead: 'People whose code does not work and who asked for a reset.',
    reference: 'Reference', search: 'Reference that the caller reads out', stateLabel: 'State',
    state: { open: 'Open', answered: 'Answered', dismissed: 'Dismissed', expired: 'Expired' },
    askedAt: 'Asked', from: 'From', waitsUntil: 'Waits until', answer: 'Reset OTP…', dismiss: 'Dismiss',
    done: 'OTP of {name} was reset.', goesOn: 'The waiting page goes on by itself.',
    notFound: { title: 'No request with this reference', text: 'Ask the caller to read the digits again. If they differ, somebody else may be waiting.' },
    noneOpen: { title: 'Nobody is waiting', text: 'Requests appear here by themselves.' },
    none: { title: 'Nothing here', text: 'No request is in this state.' },
    dismissTitle: 'Dismiss this request?', dismissText: 'Nothing of {name} is reset. The page that waits stops waiting.',
  },
  fields: {
    missing: 'Please fill this in.', 'not-an-address': 'This does not look like an email address.', refused: 'The server did not accept this.',
    lookAgain: 'Some fields need another look.', 'too-big': 'This is too long.', 'too-small': 'This is too short.', 'invalid-format': 'This contains characters that are not allowed here.',
    custom: 'This contains characters that are not allowed here.', 'invalid-type': 'The server did not accept this.',
  },
  problems: {
    network: { why: 'The server cannot be reached.', fix: 'Nothing has been lost. Check your network, then try again.' },
    unexpected: { why: 'Something went wrong on this page.', fix: 'Load it again; if it happens again, tell your operator.' },
    retryIn: 'Try again in {seconds} seconds.',
    request: {
      malformed: { why: 'The request could not be read.', fix: 'Load this page again.' },
      invalid: { why: 'Some fields are not right.', fix: 'Correct them and try again.' },
      'too-large': { why: 'That is too much at once.', fix: 'Send less.' },
      'unsupported-media-type': { why: 'The request could not be read.', fix: 'Load this page again.' },
      'unknown-operation': { why: 'The server does not know this.', fix: 'Load this page again: it may be older than the server.' },
      'method-not-allowed': { why: 'The server does not know this.', fix: 'Load this page again: it may be older than the server.' },
      'precondition-failed': { why: 'Somebody changed this in the meantime.', fix: 'Look at what changed, then save again.' },
      'too-many': { why: 'That was too much in a short time.', fix: 'Wait a little, then try again.' },
    },
    token: {
      missing: { why: 'You are not signed in.', fix: 'Sign in again.' },
      invalid: { why: 'Your session has ended.', fix: 'Sign in again.' },
      'insufficient-authentication': { why: 'This needs a code shown just now.', fix: 'Try again and confirm that it is you. Nothing has been changed.' },
    },
    permission: {
      missing: { why: 'Your roles do not permit this.', fix: 'Ask a global administrator of this realm.' },
      'not-for-administrators': { why: 'This person has an administrative role.', fix: 'Ask a global administrator of this realm.' },
      'grants-more-than-held': { why: 'This would hand out rights that you do not hold yourself.', fix: 'Ask somebody who holds them.' },
      'last-administrator': {
        why: 'The realm would be left without a working global administrator.', fix: 'Make somebody else a global administrator who can sign in, then try again.',
      },
    },
    realm: { 'not-found': { why: 'There is no such realm.', fix: 'Check the name of the realm in the address.' } },
    user: {
      'not-found': { why: 'This person is not here.', fix: 'The account may have been deleted. Go back to the list.' },
      'username-taken': { why: 'Another user has this user name.', fix: 'Choose another one.' },
      'email-taken': { why: 'Another user has this email address.', fix: 'Use another one, or change the other user first.' },
      'no-email': { why: 'This person has no email address.', fix: 'Enter one first.' },
      disabled: { why: 'This account is disabled.', fix: 'Enable it first.' },
    },
    role: {
      'not-found': { why: 'There is no such role.', fix: 'It may have been deleted.' },
      'name-taken': { why: 'A role of this name exists already.', fix: 'Choose another name.' },
      'built-in': { why: 'Built-in roles cannot be changed.', fix: 'Make a role of your own.' },
    },
    group: {
      'not-found': { why: 'There is no such group.', fix: 'It may have been deleted.' },
      'name-taken': { why: 'A group of this name exists already.', fix: 'Choose another name.' },
    },
    'reset-request': {
      'not-found': { why: 'There is no such request.', fix: 'It may have gone with its user.' },
      'already-closed': { why: 'Somebody has answered or dismissed this request already.', fix: 'Ask the person to file a new one if they still wait.' },
      expired: { why: 'The page that waited for this has expired.', fix: 'Ask the person to sign in again and file a new request, or use Reset OTP.' },
      'other-reference': {
        why: 'This is not the reference of an open request of this person.', fix: 'Ask the caller to read the digits again. If they differ, somebody else may be waiting.',
      },
    },
    mail: {
      'not-configured': { why: 'This realm has no mail server.', fix: 'One has to be entered in the realm’s settings first.' },
      'too-many': { why: 'This person has been sent too many mails.', fix: 'Wait a while, then try again.' },
    },
    session: { 'not-found': { why: 'There is no such session.', fix: 'It may have ended already.' } },
    authenticator: {
      'not-found': { why: 'There is no such authenticator.', fix: 'It may have been removed already.' },
      'last-one': { why: 'A code is required of this person, and this is the only authenticator left.', fix: 'Use Reset OTP: it removes it and asks for a new one.' },
    },
    client: {
      'not-found': { why: 'There is no such application.', fix: 'It may have been deleted.' },
      'id-taken': { why: 'Another application has this id.', fix: 'Choose another one.' },
      'built-in': { why: 'Built-in applications cannot be changed.', fix: 'Make one of your own.' },
      'has-no-secret': { why: 'A public application has no secret.', fix: 'Make one that can keep a secret.' },
    },
    server: {
      unexpected: { why: 'Something went wrong on the server.', fix: 'Try again; if it stays, tell your operator.' },
      unavailable: { why: 'The server cannot answer at the moment.', fix: 'Nothing has been lost. Wait a moment, then try again.' },
    },
  },
}
