/** Applications that sign people in here. */
export default {
  title: 'Applications', lead: 'What people sign in to with their account here.', search: 'Name or client ID', on: 'On', off: 'Off', builtIn: 'Built in', twoSecrets: 'Two secrets',
  builtInHelp: 'This application belongs to Tegata itself and cannot be changed.', conflict: 'Somebody else saved this application meanwhile.',
  column: { name: 'Name', kind: 'Kind', state: 'State' },
  none: { title: 'No applications', text: 'None matches. Add one, or look for another name.' },
  kind: { web: 'Web application', 'single-page': 'Single-page application', native: 'Mobile or desktop application', service: 'Service' },
  kindHelp: {
    web: 'Runs on a server and can keep a secret.', 'single-page': 'Runs in the browser alone; has no secret.', native: 'Installed on a phone or a computer; has no secret.',
    service: 'A program without people: it signs in with its own secret.',
  },
  add: { title: 'Add application', what: 'What is it?', save: 'Add application', done: '{name} is added', goOn: 'Go on to its configuration' },
  section: { about: 'About it', addresses: 'Addresses', demand: 'Code' },
  field: {
    name: 'Name', clientId: 'Client ID', enabled: 'Enabled', redirectUris: 'Redirect addresses', postLogoutRedirectUris: 'Addresses after signing out',
    backchannelLogoutUri: 'Address for back-channel logout', firstParty: 'Our own application', minimumAcr: 'Client demands a code', apiAccess: 'May use the API',
  },
  help: {
    name: 'What people read on the sign-in page.', clientId: 'Stands in the configuration of the application. It never changes.',
    enabled: 'Nobody signs in to a disabled application, and its tokens end.', redirectUris: 'Where people are sent back to, one a line. A wildcard may stand at the end: https://app.example/*',
    postLogoutRedirectUris: 'One a line.', backchannelLogoutUri: 'Is told when somebody’s session ends here.', firstParty: 'People are not asked whether it may read their profile.',
    apiAccess: 'Its tokens open the API of this realm, as far as the roles of the person or the service permit.',
  },
  demand: { none: 'Only where our rules require one', one: 'Only where our rules require one (acr 1)', code: 'At every sign-in, of any kind', app: 'At every sign-in, by an authenticator app or better', passkey: 'At every sign-in, by a passkey' },
  demandHelp: {
    none: 'The rules of the realm decide.', one: 'The rules of the realm decide.', code: 'A code by email and an emergency token count, too.', app: 'A code by email and an emergency token are not enough.',
    passkey: 'Nothing else is enough.',
  },
  fault: {
    line: 'Line {line} {fault}', 'too-many': 'At most 100 addresses are possible.', 'not-a-url': 'This is not a web address (https://…).',
    address: {
      characters: 'must not contain blanks, backslashes or control characters.', fragment: 'must not have a fragment (a number sign and what follows).', tricks: 'must not contain path tricks such as ../',
      relative: 'must be a complete address.', 'user-name': 'must not contain a user name.', unsafe: 'has a scheme that is never safe.', 'not-https': 'must use https, except on this computer.',
      'no-dot': 'needs a scheme with a dot, such as com.example.app:', wildcard: 'may have one wildcard, as the end of the path: /*',
    },
  },
  setup: {
    title: 'Configuration', library: 'Library', other: 'Another one: the addresses', secret: 'Put the secret into the environment of the application, never into its source.',
    address: {
      issuer: 'Issuer', discovery: 'Discovery document', authorization: 'Authorization endpoint', token: 'Token endpoint', userinfo: 'Userinfo endpoint', keys: 'Keys (JWKS)', signOut: 'Sign-out endpoint',
    },
  },
  secret: {
    label: 'Client secret', kept: 'Only a fingerprint of it is kept here; nobody can read it again.', once: 'Copy it now: it is shown this once.', onceHelp: 'Put it where the application keeps its secrets.',
    renew: 'New secret', text: 'A new secret is made and shown once.', question: 'How long is the old one accepted beside it?', make: 'Make a new secret', seen: 'I have copied it',
    overlap: { 0: 'Not at all', 1: 'One hour', 24: 'One day', 168: 'One week' }, overlapNone: 'For a secret that is known to somebody else. The application stops working until it has the new one.',
    third: 'There is an old secret still: it ends now, and only the present one and the new one are accepted.',
    old: 'Two secrets are accepted. The old one ends by itself:', endOld: 'End the old one now', endTitle: 'End the old secret now?', endText: 'An application that still uses it stops working at once.',
  },
  delete: {
    section: 'Delete', button: 'Delete application', title: 'Delete {name}?',
    text: 'Nobody can sign in to it any more. Its tokens, its roles and what people allowed it go with it, and cannot be brought back.', instead: 'To stop it for a while, disable it instead.',
    type: 'Type {id} to go on', mismatch: 'This is not its client ID.',
  },
}
