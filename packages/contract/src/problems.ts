type Entry = { readonly status: number; readonly why: string; readonly fix: string }

/** Codes are public API: never renamed, never reused. Each has a page in docs/problems/ and a sentence in every language. */
export const catalogue = {
  'request.malformed': { status: 400, why: 'The request could not be read.', fix: 'Send one JSON object in UTF-8, and each query field once.' },
  'request.invalid': { status: 400, why: 'Some fields are missing, unknown or of the wrong kind.', fix: 'Correct the fields listed under "errors" and send the request again.' },
  'request.too-large': { status: 413, why: 'The request is larger than this operation accepts.', fix: 'Send less than 256 kB.' },
  'request.unsupported-media-type': { status: 415, why: 'The body is not JSON.', fix: 'Send it with the header Content-Type: application/json.' },
  'request.unknown-operation': { status: 404, why: 'There is no such address in this API.', fix: 'Compare the path with /api/openapi.json.' },
  'request.method-not-allowed': { status: 405, why: 'This address does not know that method.', fix: 'Use one of the methods in the Allow header.' },
  'request.precondition-failed': { status: 412, why: 'Somebody changed this in the meantime.', fix: 'Read it again, look at what changed, and repeat your change with the new ETag.' },
  'request.too-many': { status: 429, why: 'Too many requests in a short time.', fix: 'Wait for the seconds in the Retry-After header.' },

  'token.missing': { status: 401, why: 'The request carries no access token.', fix: 'Send Authorization: Bearer with an access token of this realm for the audience tegata-api.' },
  'token.invalid': { status: 401, why: 'The access token is expired, withdrawn, or not meant for this API and realm.', fix: 'Sign in again, with a client that may use this API.' },
  'token.insufficient-authentication': { status: 401, why: 'This needs a second factor shown a few minutes ago at most.', fix: 'Sign in again with the requested acr_values, then repeat the request (RFC 9470).' },
  'permission.missing': { status: 403, why: 'Your roles do not permit this.', fix: 'Ask a global administrator of this realm.' },
  'permission.not-for-administrators': { status: 403, why: 'This person has an administrative role, and your role may not do this to administrators.', fix: 'Ask a global administrator of this realm.' },
  'permission.grants-more-than-held': { status: 403, why: 'This would hand out rights that you do not hold yourself.', fix: 'Ask somebody who holds them.' },
  'permission.not-for-yourself': { status: 403, why: 'Nobody may do this for their own account.', fix: 'Ask another administrator of this realm.' },
  'permission.only-on-the-host': { status: 403, why: 'Only the command line of the host takes password hashes.', fix: 'Leave the column out, or import the file on the host: tegata import users.' },
  'permission.not-on-the-host': { status: 403, why: 'The command line reveals no emergency token.', fix: 'Reveal it in the console, or issue another one.' },
  'permission.last-administrator': { status: 409, why: 'The realm would be left without a working global administrator.', fix: 'Make somebody else a global administrator who can sign in, then try again.' },

  'realm.not-found': { status: 404, why: 'There is no such realm.', fix: 'Check the name of the realm in the address.' },

  'user.not-found': { status: 404, why: 'No user with this id belongs to the realm.', fix: 'List the users and take an id from there. The user may have been deleted.' },
  'user.username-taken': { status: 409, why: 'Another user of this realm has this user name.', fix: 'Choose another user name.' },
  'user.email-taken': { status: 409, why: 'Another user of this realm has this email address.', fix: 'Use another address, or change the other user first.' },
  'user.no-email': { status: 409, why: 'This user has no email address.', fix: 'Enter an address first.' },
  'user.disabled': { status: 409, why: 'This user is disabled.', fix: 'Enable the user first.' },

  'role.not-found': { status: 404, why: 'No such role belongs to the realm.', fix: 'List the roles and take one from there.' },
  'role.name-taken': { status: 409, why: 'A role of this name exists already.', fix: 'Choose another name, or use the role that exists.' },
  'role.named-by-rule': { status: 409, why: 'An enforcement is for the people who have this role.', fix: 'Take the role out of the enforcement first, or end it. Its name stands under "rule".' },
  'role.built-in': { status: 409, why: 'Built-in roles cannot be changed or deleted.', fix: 'Make a role of your own.' },

  'group.not-found': { status: 404, why: 'No such group belongs to the realm.', fix: 'List the groups and take one from there.' },
  'group.filled-by-upstream': { status: 409, why: 'An identity provider has put people into this group, by its mere name: it would decide who administers.', fix: 'Give the identity provider a rule that grants the role itself, or a group that nobody is in yet.' },
  'group.named-by-rule': { status: 409, why: 'An enforcement is for the people of this group.', fix: 'Take the group out of the enforcement first, or end it. Its name stands under "rule".' },
  'group.name-taken': { status: 409, why: 'A group of this name exists already.', fix: 'Choose another name.' },

  'policy-group.not-found': { status: 404, why: 'No Access Policy Group with this id belongs to the realm.', fix: 'List the Access Policy Groups and take an id from there.' },
  'policy-group.name-taken': { status: 409, why: 'Another Access Policy Group has this name.', fix: 'Choose another name.' },
  'policy-group.no-kind': { status: 409, why: 'No kind of authenticator would be left that this group, this realm and its rules all accept.', fix: 'Accept at least one kind that they accept, too.' },
  'policy-group.no-conditions': { status: 409, why: 'This Access Policy Group has no conditions.', fix: 'Add a condition with a network or an application, or choose always or never.' },
  'policy-group.in-use': { status: 409, why: 'There are people in this Access Policy Group.', fix: 'Say where they go: moveTo names another group, or none.' },
  'policy-group.named-by-rule': { status: 409, why: 'An enforcement is for the people of this Access Policy Group.', fix: 'Take the group out of the enforcement first.' },

  'enforcement.not-found': { status: 404, why: 'No enforcement with this id belongs to the realm.', fix: 'List the enforcements and take an id from there. It may have been a draft that was deleted.' },
  'enforcement.name-taken': { status: 409, why: 'Another enforcement of this realm has this name.', fix: 'Choose another name.' },
  'enforcement.wrong-state': { status: 409, why: 'This cannot be done to the enforcement as it is now.', fix: 'Read it again: somebody may have announced, suspended or ended it. Its state stands under "state".' },
  'enforcement.no-such-time': { status: 422, why: 'This time does not exist in its zone: clocks go forward over it.', fix: 'Take one of the nearest times that exist: they stand under "times".' },
  'enforcement.time-twice': { status: 422, why: 'This time comes twice in its zone: clocks go back over it.', fix: 'Say which of the two is meant: earlier or later. They stand under "times".' },
  'enforcement.in-the-past': { status: 422, why: 'This start is over already.', fix: 'Choose a later one, or let it start now.' },
  'enforcement.register-by-late': { status: 422, why: 'People would be told to be ready at a time that is over, or that lies after the start.', fix: 'Choose a time between now and the start, or leave it out: then it is the minute before the start.' },
  'enforcement.other-direction': { status: 409, why: 'Postponing moves to later, and bringing forward to earlier. This does neither, or the other one.', fix: 'Look at the dates as they are now, and use the other act if that is what you mean.' },
  'enforcement.no-time-for-reminders': { status: 409, why: 'The start is so near that no reminder would be sent before it.', fix: 'Choose a later start, or say that it is to start without reminders.' },
  'enforcement.nobody': { status: 409, why: 'The enforcement would meet nobody.', fix: 'Name roles, groups, departments or Access Policy Groups that people are in, or say that nobody is meant yet.' },
  'enforcement.no-kind': { status: 409, why: 'No kind of authenticator would be left that this enforcement, this realm and its other rules all accept.', fix: 'Accept at least one kind that they accept, too.' },
  'enforcement.mail-only': { status: 409, why: 'Codes that are mailed would be all that counts, and no mail leaves this realm.', fix: 'Accept another kind, too, or enter a mail server under realm settings first.' },
  'enforcement.not-ready-yourself': { status: 409, why: 'The enforcement meets you, and you have no authenticator that it accepts.', fix: 'Set one up on your account page first. Whoever sets such a rule has to be ready for it.' },
  'enforcement.other-number': { status: 409, why: 'People would be locked out, and their number was not confirmed, or is another one now.', fix: 'Look at the forecast and help them. To go on all the same, confirm the number under "lockedOut".' },

  'bulk.other-number': { status: 409, why: 'The number that was confirmed is not the number of people who are meant now.', fix: 'Look at the preview again: people came or went meanwhile. Then confirm its number.' },
  'bulk.not-confirmed': { status: 409, why: 'OTP Configured was on for this person before: turning it on again removes what they set up since, and that was not confirmed.', fix: 'Look at the preview, confirm its number, and try again.' },
  'bulk.values-not-kept': { status: 409, why: 'This realm keeps no values of emergency tokens: nobody could hand over those that are issued to many at once.', fix: 'Issue them person by person, or let the realm keep their values.' },

  'reset-request.not-found': { status: 404, why: 'There is no such reset request.', fix: 'List the open requests. It may have been removed with its user.' },
  'reset-request.already-closed': { status: 409, why: 'This reset request was answered or dismissed already.', fix: 'Ask the person to file a new one if they still wait.' },
  'reset-request.expired': { status: 409, why: 'The page that waited for this reset has expired.', fix: 'Ask the person to sign in again and file a new request, or use Reset OTP.' },
  'reset-request.other-reference': { status: 409, why: 'This is not the reference of an open request of this user.', fix: 'Ask the caller to read out the digits again. If they differ, somebody else may be waiting.' },

  'mail.not-configured': { status: 409, why: 'This realm has no mail server.', fix: 'Enter one under realm settings, then send the mail again.' },
  'mail.too-many': { status: 429, why: 'This person has been sent too many mails.', fix: 'Wait for the seconds in the Retry-After header.' },

  'session.not-found': { status: 404, why: 'This user has no such session.', fix: 'List the sessions. It may have ended already.' },

  'attempt.not-found': { status: 404, why: 'No sign-in of this user has this id, or it was not kept why it asked for a code, or not.', fix: 'Take an attempt with `asked`: sign-ins from before this was kept, and tries that ended at the password, have none.' },

  'authenticator.not-found': { status: 404, why: 'No authenticator with this id belongs to the user.', fix: 'List the user’s authenticators and use one of those ids.' },
  'authenticator.last-one': { status: 409, why: 'A second factor is required of this user, and this is the only one left.', fix: 'Use Reset OTP: it removes it and asks the person to set up a new one.' },

  'authenticator.works-already': { status: 409, why: 'This user has an authenticator that works.', fix: 'Reset OTP first if it is lost. Otherwise the person adds another one on the account page, with it.' },

  'enrolment.not-found': { status: 404, why: 'This set-up is over, or somebody else began it.', fix: 'Begin anew: a QR code works for ten minutes, once, for whoever had it shown.' },
  'enrolment.not-accepted': { status: 409, why: 'The rules for this user do not accept this kind of authenticator.', fix: 'Change the rule, or let the person set up what it accepts.' },
  'enrolment.changed': { status: 409, why: 'Something about this user changed since the set-up began.', fix: 'Look at what changed, then begin anew.' },
  'enrolment.wrong-code': { status: 422, why: 'This is not the code that the app shows for this QR code.', fix: 'Take the code of the entry that was just added, and the next one if it changes while you type.' },
  'enrolment.too-many-codes': { status: 429, why: 'Too many wrong codes for this QR code.', fix: 'Begin anew, remove the entry from the app, and scan the new QR code.' },

  'emergency-token.not-found': { status: 404, why: 'This user has no such emergency token that works.', fix: 'List them again: it may have been used, revoked, or have expired.' },
  'emergency-token.not-kept': { status: 409, why: 'The value of this emergency token is not kept.', fix: 'Issue another one: its value is shown then.' },
  'emergency-token.too-simple': { status: 400, why: 'This value is one of the first that anybody would try: it has fewer than four different characters, is a plain run such as 12345678, a shorter value over again, or has everything twice.', fix: 'Choose another one, or leave it to Tegata.' },
  'emergency-token.too-short': { status: 400, why: 'The value of an emergency token has at least 8 characters, blanks and dashes not counted.', fix: 'Choose a longer one, or leave it to Tegata.' },
  'emergency-token.value-taken': { status: 409, why: 'This user has, or had, an emergency token of this value.', fix: 'Choose another value, or leave it to Tegata.' },
  'emergency-token.too-many': { status: 409, why: 'This user has 50 emergency tokens that work already.', fix: 'Revoke them, then issue one.' },

  'client.not-found': { status: 404, why: 'No client with this id belongs to the realm.', fix: 'List the clients and take an id from there.' },
  'client.id-taken': { status: 409, why: 'Another client of this realm has this id.', fix: 'Choose another client id.' },
  'client.built-in': { status: 409, why: 'Built-in clients cannot be changed or deleted.', fix: 'Make a client of your own.' },
  'client.in-condition': { status: 409, why: 'An Access Policy Group names this client in a condition.', fix: 'Take the client out of the conditions of the group first. Its name stands under "groups".' },
  'client.has-no-secret': { status: 409, why: 'A public client has no secret.', fix: 'Make a client of the kind web or service if it can keep one.' },

  'policy-group.for-new-users': { status: 409, why: 'New users of the realm are put into this Access Policy Group.', fix: 'Name another group for new users in the realm settings, or none, then try again.' },

  'logo.not-a-picture': { status: 422, why: 'This file is not a PNG, JPEG or WebP picture, or it is a damaged or moving one.', fix: 'Export the logo as PNG, JPEG or WebP; SVG and other files are not taken.' },
  'logo.too-large': { status: 422, why: 'The file of the logo is larger than 150 kB.', fix: 'Export it smaller or with more compression.' },
  'logo.wrong-size': { status: 422, why: 'The logo is less than 16 or more than 1,024 pixels wide or high.', fix: 'Scale it: about 256 pixels are enough.' },

  'upstream.not-found': { status: 404, why: 'No identity provider with this alias belongs to the realm.', fix: 'List the identity providers and take an alias from there.' },
  'upstream.alias-taken': { status: 409, why: 'Another identity provider of this realm has this alias.', fix: 'Choose another alias.' },
  'upstream.disabled': { status: 409, why: 'This identity provider is disabled.', fix: 'Enable it first.' },
  'upstream.discovery-failed': { status: 422, why: 'The identity provider could not be read at this address.', fix: 'Correct the address or the provider, and try again. To enter it all the same, leave it disabled.' },
  'upstream.is-only-first-step': { status: 409, why: 'This identity provider is the only first step of the realm: without it nobody could sign in.', fix: 'Let another one, or the realm’s own sign-in page, be the first step, then try again.' },
  'upstream.no-way-in': { status: 409, why: 'No global administrator could sign in with a password while the identity provider is away.', fix: 'Give a global administrator of this realm a password, then try again.' },
  'upstream.test-not-found': { status: 404, why: 'There is no such test of this connection.', fix: 'Begin a new one: they are kept for ten minutes.' },

  'identity.not-found': { status: 404, why: 'This user is not linked to this identity provider.', fix: 'List the identities of the user.' },
  'identity.taken': { status: 409, why: 'Another user is linked to this subject of the identity provider.', fix: 'Unlink the other user first, or correct the subject.' },
  'identity.person-has-one': { status: 409, why: 'This user is linked to another subject of this identity provider.', fix: 'Unlink the user first.' },

  'server.unexpected': { status: 500, why: 'Something went wrong on our side.', fix: 'Try again; if it stays, tell the operator the request id.' },
  'server.unavailable': { status: 503, why: 'The service cannot answer at the moment.', fix: 'Wait for the seconds in the Retry-After header and try again.' },
} as const satisfies Record<string, Entry>

export type ProblemCode = keyof typeof catalogue

export const isProblemCode = (code: unknown): code is ProblemCode => typeof code === 'string' && Object.hasOwn(catalogue, code)

/** One field that is wrong. `path` is dotted ("mailServer.port"); `rule` is a permanent word, `message` English prose. */
export type FieldError = { path: string; rule: string; message: string }

/** What some problems say besides their code (RFC 9457 section 3.2, extension members). */
export type ProblemDetails = {
  errors?: readonly FieldError[]
  /** RFC 9470: what to ask for when signing in again. */
  acrValues?: string
  maxAgeSeconds?: number
  retryAfterSeconds?: number
  /** A permanent word that says which of several causes it was, such as `private-address`. */
  reason?: string
  /** The enforcement that stands in the way, by name. */
  rule?: string
  /** What an enforcement is now. */
  state?: string
  /** Instants or local times to choose from. */
  times?: readonly string[]
  /** People whom nothing would let in. */
  lockedOut?: number
  /** Access Policy Groups that stand in the way, by name. */
  groups?: readonly string[]
  /** `clock-slow`, `clock-fast`: by about how much. */
  minutes?: number
}

export type ProblemBody = ProblemDetails & { type: string; code: ProblemCode; status: number; title: string; detail: string }

/** An expected failure towards a caller of the API. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly details: ProblemDetails

  constructor(code: ProblemCode, details: ProblemDetails = {}, options?: ErrorOptions) {
    super(catalogue[code].why, options)
    this.code = code
    this.details = details
  }

  get status(): number { return catalogue[this.code].status }

  /** The RFC 9457 body: what a caller may know, and nothing else. */
  toJSON(): ProblemBody {
    const { status, why, fix } = catalogue[this.code]
    return { type: `urn:tegata:problem:${this.code}`, code: this.code, status, title: why, detail: fix, ...this.details }
  }
}

/** By name, not `instanceof`: two copies of this package must still recognise each other’s problems. */
export const isProblem = (error: unknown): error is Problem =>
  error instanceof Error && error.name === 'Problem' && 'code' in error && isProblemCode(error.code)
