import audit from './audit-en.ts'
import clients from './clients-en.ts'
import coming from './coming-en.ts'
import dashboard from './dashboard-en.ts'
import enforcements from './enforcements-en.ts'
import helpDesk from './help-desk-en.ts'
import emailed from './emailed-en.ts'
import files from './files-en.ts'
import keys from './keys-en.ts'
import readiness from './readiness-en.ts'
import shared from './shared-en.ts'
import simulator from './simulator-en.ts'
import realm from './realm-en.ts'
import people from './people-en.ts'
import bulk from './bulk-en.ts'
import auditWords from './audit-words-en.ts'
import branding from './branding-en.ts'
import policyGroups from './policies-en.ts'
import policyConditions from './policy-conditions-en.ts'
import policyHistory from './policy-history-en.ts'
import policyUntil from './policy-until-en.ts'
import upstreams from './upstreams-en.ts'
import trace from './trace-en.ts'
import userPage from './user-page-en.ts'

export default {
  common: {
    loading: 'Loading…', tryAgain: 'Try again', cancel: 'Cancel', close: 'Close', remove: 'Remove', optional: '(optional)',
    yes: 'Yes', no: 'No', empty: '(empty)',
    copy: 'Copy', copyNamed: 'Copy: {what}', copied: 'Copied.', notCopied: 'It could not be copied. Select it and copy it by hand.',
    unsaved: 'Not saved yet', save: 'Save', discard: 'Discard', saved: 'Saved.',
    restored: 'What you had typed and not saved is here again.',
    conflict: {
      text: 'What you typed is still here. Look it over, then save again.', change: '{field}: {before} → {now}', mine: 'You typed: {value}.', takeTheirs: 'Take theirs',
    },
  },
  shell: {
    skip: 'Skip to the page', menu: 'Menu', navigation: 'Pages', console: 'Console', you: 'You', language: 'Language', theme: 'Appearance',
    themes: { system: 'System', light: 'Light', dark: 'Dark' }, signOut: 'Sign out',
    readOnly: 'You can look at everything here and change nothing.',
  },
  nav: { people: 'People', connections: 'Connections', realmHead: 'Realm', dashboard: 'Dashboard', users: 'Users', resetRequests: 'Reset requests', accessControl: 'Access Control', policyGroups: 'Access Policy Groups', upstreams: 'Identity providers', clients: 'Applications', keys: 'Signing keys', realm: 'Realm settings', audit: 'Audit log', open: '{count} is open | {count} are open' },
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
    go: 'Continue', again: 'Open the window again', here: 'Continue in this window', anew: 'Sign in again', account: 'Open my account page',
    waiting: 'Waiting for the small window…',
    hindrance: {
      blocked: 'Your browser blocked the small window. You can continue in this one instead: what you typed is kept.',
      closed: 'The small window was closed before it was finished.', refused: 'That did not work out. Nothing has been changed.',
      'other-person': 'Somebody else signed in there. Please use the account that you are working with here.',
      unreachable: 'The server cannot be reached at the moment. Nothing has been changed.',
      'no-code': 'No code was asked for: you have none set up, or came in with an emergency token, which does not count here. Set one up on your account page, or sign in again with your code. What you typed in a form is kept.',
    },
  },
  roles: {
    'global-admin': 'Global Admin', 'read-only-admin': 'Read Only Admin', 'certificate-admin': 'Certificate Admin',
    'secure-browser-admin': 'Secure Browser Admin', 'certificate-and-secure-browser-admin': 'Certificate and Secure Browser Admin', 'help-desk': 'Help Desk',
  },
  users: {
    title: 'User List', search: 'Name, reading, user name, email or reference', administrator: 'Administrator', disabled: 'Disabled', neverSignedIn: 'Never',
    more: 'Show more', shown: 'One person | {count} people', shownMore: 'The first {count} people',
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
      status: { 'set-up': 'Set up', waiting: 'Waiting for set-up', 'not-required': 'Not required', token: 'Needs a token', 'locked-out': 'Locked out' },
      filter: {
        'not-set-up': 'Not set up', 'set-up': 'Set up', waiting: 'Required, not set up yet', required: 'Required', 'not-required': 'Not required, not set up',
      },
    },
    truth: {
      join: '{one} {two}',
      demand: { box: 'Must use a code.', rule: 'Not required by this box, but another rule requires a code.', 'unless-exempt': 'Not required by this box, but a policy group requires a code from anywhere that no exemption covers.', none: 'Not required.' },
      waiting: 'Not set up yet.', absent: 'Not set up.',
      setUp: 'Set up on {date}', setUpBy: 'Set up on {date} by {who}', setUpAndUsed: '{setUp}, {used}.',
      lastUsed: 'last used {date}', neverUsed: 'not used since',
      next: {
        here: {
          in: 'No code is asked for at the next sign-in.', code: 'A code is asked for at the next sign-in.', 'set-up': 'It is set up at the next sign-in.',
          token: 'At the next sign-in only an emergency token leads in.', 'locked-out': 'Locked out at the next sign-in.',
        },
        there: {
          in: 'No code is asked for at the next sign-in.', code: 'There a code is asked for at the next sign-in.', 'set-up': 'It is set up at the next sign-in from there.',
          token: 'From there only an emergency token leads in.', 'locked-out': 'Locked out from there.',
        },
        password: {
          in: 'No code is asked for at a sign-in with the password, either.', code: 'A sign-in with the password asks for a code.', 'set-up': 'At a sign-in with the password one is set up.',
          token: 'With the password only an emergency token leads in.', 'locked-out': 'With the password there is no way in.',
        },
      },
      by: { administrator: 'an administrator', import: 'an import' },
    },
    plan: {
      turnOn: 'After saving: {name} sets up a code at the next sign-in. Nobody is signed out.',
      turnOnRegistered: 'After saving: {name} is asked for a code at every sign-in. Nobody is signed out.',
      signOutNow: 'Sign them out now',
      turnOff: 'After saving: the authenticators of {name} are removed, unless another rule requires a code, and {name} is signed out everywhere.',
      reset: 'Off and on again is a reset. After saving: every authenticator of {name} is removed and {name} is signed out everywhere. {afterwards}',
      turnOnResets: 'It was on before, so turning it on is a reset. After saving: every authenticator of {name} is removed and {name} is signed out everywhere. {afterwards}',
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
    edit: { title: 'Edit user', profile: 'Profile' },
    conflict: { title: 'Somebody else saved this person meanwhile.', box: '“OTP Configured” was changed. Your change to it was put back.' },
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
      'set-up-mail': 'A new set-up mail is sent to {name} with it.',
      help: 'After that {name} cannot get in without the help of an administrator.',
    },
    roles: {
      title: 'Roles', none: 'No roles.', pick: 'Choose a role', give: 'Give', withdraw: 'Take away the role {role}', via: 'through {groups}',
    },
    groups: { title: 'Groups', none: 'In no group.', pick: 'Choose a group', put: 'Add', leave: 'Remove from the group {group}' },
  },
  authenticators: {
    none: 'Nothing is set up.', lastUsed: 'Last used', neverUsed: 'Not used yet',
    removeNamed: 'Remove {name}', removeText: 'Its codes stop working at once, and the person is told by mail.',
    kind: { totp: 'Authenticator app', 'emailed-code': 'Code by email', push: 'Push', passkey: 'Passkey' },
    boundBy: {
      'first-proof': 'set up at sign-in', mailbox: 'set up by mailed link', 'emergency-token': 'set up with an emergency token',
      administrator: 'set up by an administrator', authenticator: 'set up with another authenticator', import: 'imported',
    },
    state: { unproved: 'Not proved yet: its first use proves it', suspended: 'Suspended: it does not work' },
  },
  emergency: {
    title: 'Emergency tokens', left: 'None left. | {count} left | {count} left', none: 'None were issued.', leftOf: 'None of {initial} left | {count} of {initial} left | {count} of {initial} left',
    by: 'Issued by {name}', until: 'works until',
    last: 'This is the last one.',
    handOut: 'Hand out one', issue: 'Issue', topUp: 'Top up to {initial}', revoke: 'Revoke', revokeAll: 'Revoke all', more: 'Show all {count}',
    notMyself: 'Nobody hands out or reads one of their own: ask another administrator.',
    windowTitle: 'An emergency token for {name}', text: 'It stands for the usual code at one sign-in; the password is still needed. {name} is told by mail.',
    once: 'Read it out to {name} now: it is shown this once. Blanks, dashes and capital letters make no difference.',
    given: 'Read it out to {name} now, or copy it from the list when it is needed. Blanks, dashes and capital letters make no difference.',
    works: 'It works once, until', worksOn: 'It works once, until it is revoked.',
    count: 'How many', countWrong: 'A whole number from 1 to 50.', own: 'A value of your own', ownHelp: 'At least 8 characters, four of them different. Leave it empty to have one made.',
    life: 'Works', lives: { '24': 'for a day', '168': 'for a week', '720': 'for 30 days', forever: 'until it is used' },
    topUpTitle: 'Top up the emergency tokens of {name}?', topUpText: 'As many are issued as are missing to {initial}. {name} is told by mail.', why: 'Why', whyHelp: 'For instance: before a long trip. It stands in the audit log.', whyMissing: 'Say why.',
    toppedUp: 'None was missing. | One was issued. It is in the list. | {count} were issued. They are in the list.',
    token: 'Emergency token', copyNamed: 'Copy the token {masked}', revokeNamed: 'Revoke the token {masked}',
    copyTitle: 'Copy an emergency token of {name}', copyText: 'It stands in the audit log that you read it, and {name} is told by mail. It goes on working.', copy: 'Copy',
    copiedText: 'The value is on the clipboard. Paste it where it is needed, then copy something else.', byHand: 'It could not be put on the clipboard. Copy it by hand:',
    revokeTitle: 'Revoke the emergency tokens of {name}?', revokeText: 'None of those that are left works any more. {name} is told by mail.',
    revokeOneTitle: 'Revoke the emergency token {masked}?', revokeOneText: 'It does not work any more. {name} is told by mail.',
  },
  sessions: {
    title: 'Sessions', none: 'Signed in nowhere.', unknownBrowser: 'Unknown browser', since: 'since', lastUsed: 'Last used', end: 'End', through: 'Came through {provider}',
    endAll: 'End all', endAllTitle: 'Sign {name} out everywhere?', endAllText: 'Every session and every token ends at once. The code that is set up stays.',
  },
  setupMail: {
    title: 'Set-up mail', send: 'Send set-up mail', again: 'Send a new one', done: 'On its way. Older links no longer work.', noAddress: 'There is no email address to send it to.',
    state: {
      none: 'None has been sent.', waiting: 'Waiting to be sent to {to}, since {date}.', sent: 'Sent to {to} on {date}. The link works until {until}.',
      refused: 'The mail server refused it for {to} on {date}.', used: 'The link sent to {to} has been used.',
      expired: 'The link sent to {to} expired on {until}.', void: 'The link sent to {to} does not work any more: something newer or an administrative role ended it.',
    },
  },
  activity: {
    by: 'by {name}',
    title: 'Recent activity', none: 'Nothing yet.',
    type: {
      sign_in_succeeded: 'Signed in', sign_in_stepped_up: 'Confirmed with a code', sign_in_refused: 'Sign-in refused',
      password_accepted: 'Password accepted', code_accepted: 'Code accepted', code_refused: 'Code refused', mail_code_sent: 'Code mailed', codes_closed: 'No more codes are taken for a day or longer',
      authenticator_suspended: 'Authenticator suspended', authenticator_tested: 'Code tested', reset_requested: 'Asked for a reset', emergency_used: 'Emergency token used',
      consent_given: 'Access allowed to an application', consent_refused: 'Access refused to an application',
      upstream_administrator_kept: 'The last global administrator stays one, whatever the identity provider says', upstream_accepted: 'Identity provider accepted', upstream_refused: 'Identity provider refused', identity_linked: 'Linked to an identity provider', identity_unlinked: 'Unlinked from an identity provider',
      emergency_issued: 'Emergency token handed out', emergency_revoked: 'Emergency tokens revoked', emergency_revealed: 'Emergency token read',
      session_ended: 'Session ended', authenticator_added: 'Authenticator added', authenticator_replaced: 'Authenticator replaced',
      authenticator_removed: 'Authenticator removed', authenticator_address_fell: 'Address for codes no longer counts: they administer now', authenticator_disowned: '“This was not me”: authenticator removed',
      password_changed: 'Password changed', setup_finished: 'Account set up', user_split: 'Shared account split into persons', user_created: 'User added', user_changed: 'User changed',
      user_otp_turned_on: 'OTP Configured turned on', user_otp_turned_off: 'OTP Configured turned off', user_otp_reset: 'OTP reset',
      user_setup_mail_sent: 'Set-up mail sent', user_setup_sheet_made: 'Set-up sheet printed', user_wait_lifted: 'Wait lifted',
      reset_request_dismissed: 'Reset request dismissed', role_granted: 'Role given', role_withdrawn: 'Role taken away',
      policy_group_assigned: 'Access Policy Group assigned', policy_group_reverted: 'Access Policy Group reverted by itself',
    },
    reason: {
      password: 'Wrong user name or password', wait: 'Too many tries: has to wait', wrong: 'Wrong code', emergency_wrong: 'Wrong emergency token', emergency_used: 'Emergency token already used', emergency_expired: 'Emergency token expired or revoked', replayed: 'Code already used', expired: 'Code expired',
      too_many_wrong_codes_in_a_row: 'Too many wrong codes in a row', not_set_up: 'Nothing is set up', suspended: 'Suspended', too_weak: 'What is set up is not enough',
      line0_user_disabled: 'The account is disabled', line0_client_disabled: 'The application is disabled', line0_realm_disabled: 'The realm is disabled',
      line0_upstream_disabled: 'The identity provider is disabled', line0_shared_account: 'A shared account is refused', line0_acr_unreachable: 'The application asks for more than is possible',
      line1_in_force: 'A code was asked: an enforcement is in force', line2_demand: 'A code was asked: the application demands it', line2_wish: 'A code was asked: the application wishes it',
      line3_evidence: 'No code was asked: the identity provider proved it', line3_trusted: 'No code was asked: the identity provider is trusted', line3_two_factors: 'No code was asked: the sign-in was two factors already',
      line4_on: 'A code was asked: OTP Configured is on', line5_always: 'A code was asked: the policy group always asks',
      line6_exempt: 'No code was asked: an exemption of the policy group holds', line6_not_exempt: 'A code was asked: no exemption of the policy group holds',
      line6_no_circumstances: 'A code was asked: no exemption can hold here', line7_never: 'No code was asked: the policy group never asks',
      line8_has_one: 'A code was asked: one is set up', line9_otherwise: 'No code was asked: nothing requires one',
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
  auditWords, branding, coming, dashboard, enforcements, readiness, shared, simulator, people, bulk, policyGroups, policyConditions, policyHistory, policyUntil, helpDesk, upstreams, audit, clients, emailed, files, keys, realm, trace, userPage,
  fields: {
    missing: 'Please fill this in.', 'not-an-address': 'This does not look like an email address.', refused: 'The server did not accept this.',
    lookAgain: 'Some fields need another look.', 'too-big': 'This is too long.', 'too-small': 'This is too short.', 'invalid-format': 'This contains characters that are not allowed here.',
    custom: 'This contains characters that are not allowed here.', 'invalid-type': 'The server did not accept this.',
  },
  problems: {
    network: { why: 'The server cannot be reached.', fix: 'Nothing has been lost. Check your network, then try again.' },
    unexpected: { why: 'Something went wrong on this page.', fix: 'Load it again; if it happens again, tell your operator.' },
    retryIn: 'Try again in {seconds} seconds.', retryInMinutes: 'Try again in {minutes} minutes.', retryInHours: 'Try again in {hours} hours.',
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
      'not-for-yourself': { why: 'Nobody may do this for their own account.', fix: 'Ask another administrator of this realm.' },
      'only-on-the-host': { why: 'Password hashes are taken by the command line alone.', fix: 'Leave the column out, or import the file on the host.' },
      'not-on-the-host': { why: 'The command line reveals no emergency token.', fix: 'Reveal it in the console, or issue another one.' },
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
      'named-by-rule': { why: 'An enforcement is for the people who have this role.', fix: 'Take the role out of the enforcement first, or end it.' },
      'built-in': { why: 'Built-in roles cannot be changed.', fix: 'Make a role of your own.' },
    },
    group: {
      'not-found': { why: 'There is no such group.', fix: 'It may have been deleted.' },
      'named-by-rule': { why: 'An enforcement is for the people of this group.', fix: 'Take the group out of the enforcement first, or end it.' },
      'name-taken': { why: 'A group of this name exists already.', fix: 'Choose another name.' },
      'filled-by-upstream': { why: 'An identity provider has put people into this group by its mere name: it would decide who administers.', fix: 'Add a rule to the identity provider that grants the role itself.' },
    },
    logo: {
      'not-a-picture': { why: 'This is not a PNG, JPEG or WebP picture, or it is damaged or moves.', fix: 'Export the logo as PNG, JPEG or WebP. SVG is not taken.' },
      'too-large': { why: 'The file is larger than 150 kB.', fix: 'Export it smaller, or with more compression.' },
      'wrong-size': { why: 'It is less than 16 or more than 1,024 pixels wide or high.', fix: 'Scale it: about 256 pixels are enough.' },
    },
    'policy-group': {
      'not-found': { why: 'There is no such Access Policy Group.', fix: 'It may have been deleted.' },
      'name-taken': { why: 'Another Access Policy Group has this name.', fix: 'Choose another one.' },
      'no-kind': {
        why: 'Nobody in this group could use a code: no kind of authenticator is left that the group, this realm and its rules all accept.',
        fix: 'Accept at least one kind that they accept, too.',
      },
      'no-conditions': { why: 'This group has no conditions.', fix: 'Add a condition, or choose always or never.' },
      'in-use': { why: 'There are people in this group.', fix: 'Say first where they go.' },
      'named-by-rule': { why: 'An enforcement is for the people of this group.', fix: 'Take the group out of the enforcement first.' },
      'for-new-users': { why: 'New users of the realm are put into this group.', fix: 'Name another group for new users in the realm settings first, or none.' },
    },
    enforcement: {
      'not-found': { why: 'There is no such enforcement.', fix: 'It may have been a draft that was deleted.' },
      'name-taken': { why: 'Another enforcement has this name.', fix: 'Choose another one.' },
      'wrong-state': { why: 'This cannot be done to the enforcement as it is now.', fix: 'Somebody may have announced, suspended or ended it. Load the page again.' },
      'no-such-time': { why: 'This time does not exist in its zone: clocks go forward over it.', fix: 'Take one shortly before or after it.' },
      'time-twice': { why: 'This time comes twice in its zone: clocks go back over it.', fix: 'Say which of the two is meant.' },
      'in-the-past': { why: 'This start is over already.', fix: 'Choose a later one, or let it start now.' },
      'register-by-late': { why: 'People would be told to be ready at a time that is over, or after the start.', fix: 'Choose a time between now and the start, or leave it empty.' },
      'other-direction': { why: 'Postponing moves to later, and bringing forward to earlier. This does neither, or the other one.', fix: 'Look at the dates as they are now.' },
      'no-time-for-reminders': { why: 'The start is so near that no reminder would be sent before it.', fix: 'Choose a later start, or let it start without reminders.' },
      nobody: { why: 'The enforcement would meet nobody.', fix: 'Name roles, groups, departments or Access Policy Groups that people are in.' },
      'no-kind': { why: 'No kind of authenticator would be left that this enforcement, this realm and its other rules all accept.', fix: 'Accept at least one kind that they accept, too.' },
      'mail-only': { why: 'Codes that are mailed would be all that counts, and no mail leaves this realm.', fix: 'Accept another kind, too, or enter a mail server under realm settings first.' },
      'not-ready-yourself': { why: 'The enforcement meets you, and you have no authenticator that it accepts.', fix: 'Set one up on your account page first: whoever sets such a rule has to be ready for it.' },
      'other-number': { why: 'People would be locked out, and their number was not confirmed, or is another one now.', fix: 'Look at the forecast and help them, or confirm the number as it is now.' },
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
    bulk: {
      'other-number': { why: 'The number that you typed is not the number of people who are meant now.', fix: 'People came or went meanwhile. Look at the numbers again, then type the new one.' },
      'not-confirmed': { why: 'OTP was on for this person before: turning it on again removes what they set up since.', fix: 'Look at the numbers, confirm them, and try again.' },
      'values-not-kept': { why: 'This realm keeps no values of emergency tokens: nobody could hand them over.', fix: 'Issue them person by person, or let the realm keep their values.' },
    },
    'emergency-token': {
      'not-found': { why: 'This emergency token does not work any more.', fix: 'It was used, revoked, or has expired. Issue another one.' },
      'not-kept': { why: 'The value of this emergency token is not kept.', fix: 'Issue another one: its value is shown then.' },
      'too-simple': { why: 'This value is one of the first that anybody would try.', fix: 'Use at least four different characters, and neither a plain run such as 12345678 nor a repetition such as 12341234 or 11223344.' }, 'too-short': { why: 'The value is too short.', fix: 'Choose at least 8 characters, blanks and dashes not counted.' },
      'value-taken': { why: 'This person has, or had, an emergency token of this value.', fix: 'Choose another value, or leave it empty.' },
      'too-many': { why: 'There would be more than 50 emergency tokens that work.', fix: 'Revoke some, then issue new ones.' },
    },
    attempt: { 'not-found': { why: 'It was not kept why this person was asked at this sign-in, or not.', fix: 'Sign-ins from before this was kept say no more than their reason.' } },
    session: { 'not-found': { why: 'There is no such session.', fix: 'It may have ended already.' } },
    authenticator: {
      'not-found': { why: 'There is no such authenticator.', fix: 'It may have been removed already.' },
      'last-one': { why: 'A code is required of this person, and this is the only authenticator left.', fix: 'Use Reset OTP: it removes it and asks for a new one.' },
      'works-already': { why: 'This person has an authenticator that works.', fix: 'Reset OTP first if it is lost. Otherwise the person adds another one on the account page.' },
    },
    enrolment: {
      'not-found': { why: 'This set-up is over.', fix: 'Begin anew: a QR code works for ten minutes, once, for whoever had it shown.' },
      'not-accepted': { why: 'The rules for this person do not accept this kind of code.', fix: 'Change the rule, or let the person set up what it accepts.' },
      'changed': { why: 'Something about this person changed since the set-up began.', fix: 'Look at what changed, then begin anew.' },
      'wrong-code': { why: 'That code is not right.', fix: 'Take the code of the entry that was just added.' },
      'too-many-codes': { why: 'Too many wrong codes for this QR code.', fix: 'Begin anew, remove the entry from the app, and scan the new QR code.' },
    },
    client: {
      'not-found': { why: 'There is no such application.', fix: 'It may have been deleted.' },
      'id-taken': { why: 'Another application has this id.', fix: 'Choose another one.' },
      'built-in': { why: 'Built-in applications cannot be changed.', fix: 'Make one of your own.' },
      'in-condition': { why: 'An Access Policy Group names this application in a condition.', fix: 'Take it out of the conditions of that group first: without it the condition would hold everywhere, or nowhere.' },
      'has-no-secret': { why: 'A public application has no secret.', fix: 'Make one that can keep a secret.' },
    },
    upstream: {
      'not-found': { why: 'There is no such identity provider.', fix: 'It may have been deleted.' },
      'alias-taken': { why: 'Another identity provider has this alias.', fix: 'Choose another one.' },
      disabled: { why: 'This identity provider is disabled.', fix: 'Enable it first.' },
      'discovery-failed': { why: 'The identity provider could not be read at this address.', fix: 'Check the address, then try again.' },
      'is-only-first-step': { why: 'This identity provider is the only way in for everybody.', fix: 'Give the realm another first step before you disable or delete it.' },
      'no-way-in': { why: 'No global administrator could get in with a password while the identity provider is away.', fix: 'Give a global administrator a password first.' },
      'test-not-found': { why: 'This test is over.', fix: 'Begin a new one: a test is kept for ten minutes.' },
    },
    identity: {
      'not-found': { why: 'This person is not linked to this identity provider.', fix: 'The link may have been removed already.' },
      taken: { why: 'Another person is linked to this subject.', fix: 'Unlink that person first, or correct the subject.' },
      'person-has-one': { why: 'This person is linked to another subject of this identity provider.', fix: 'Unlink that one first.' },
    },
    server: {
      unexpected: { why: 'Something went wrong on the server.', fix: 'Try again; if it stays, tell your operator.' },
      unavailable: { why: 'The server cannot answer at the moment.', fix: 'Nothing has been lost. Wait a moment, then try again.' },
    },
  },
}
