import type { Kind, OnUnenrolled, Proof } from '@tegata/policy'
import type {
  AuditEvent, AuditFilter, Authenticator, AuthenticatorSecret, AuthenticatorState, Client, Clock, DueMail, EmergencyToken, FallingAddress, Gaining, Group, Imports, Instant,
  JourneyRow, Limit, Link, LinkPurpose, MailState, NewUser, OutgoingMail, Page, ProtocolRow, Realm, RealmFile, RealmSettings, ResetRequest, Role,
  Session, Sharing, SigningKey, Statement, StoredAuditEvent, Tallies, ThrottleState, Unit, User, UserChanges, UserFilter, Waiting,
} from './types.ts'
import type { Many } from './types/many.ts'
import type { Policies } from './types/policy.ts'
import type { Reminders } from './types/reminders.ts'
import type { UpstreamIdentities, Upstreams, UpstreamSessions } from './types/upstream.ts'

// Functions that return `Statement` build one write for a unit; functions that return a Promise read.
// `find` may be absent; `list` is empty when there is nothing.

export type Storage = {
  readonly dialect: 'sqlite' | 'postgres'
  readonly clock: Clock
  /** The durable database. */
  unit: Unit
  /** Journeys, interactions, codes, access tokens, replay marks: survives the process, not the machine. The same database on PostgreSQL. */
  volatileUnit: Unit
  ready(): Promise<{ ok: true } | { ok: false; reason: string }>
  close(): Promise<void>

  realms: {
    find(name: string): Promise<Realm | undefined>
    list(): Promise<readonly Realm[]>
    /** Without a mail server; that is sealed to the realm's row, by `saveSettings`. */
    create(realm: { name: string; settings: RealmSettings }): Statement
    saveSettings(realmId: number, settings: RealmSettings, version: number): Statement
    setEnabled(realmId: number, enabled: boolean): Statement
    /** Makes every node rebuild what it derived from this realm. */
    touch(realmId: number): Statement
    /** A file of the realm, such as its logo, as it is served. */
    file(realmId: number, name: string): Promise<RealmFile | undefined>
    saveFile(realmId: number, name: string, file: RealmFile): Statement
    removeFile(realmId: number, name: string): Statement
  }

  users: {
    find(realmId: number, id: string): Promise<User | undefined>
    /** By user name or address, after the one normalisation (NFKC, lower case, trimmed). */
    findByLogin(realmId: number, login: string): Promise<(User & { passwordHash: string | null }) | undefined>
    findPasswordHash(realmId: number, id: string): Promise<string | null>
    /**
     * Newest first. A cursor that this list did not give out throws `InvalidCursor`, as in every list. A page may hold fewer
     * than `limit`, even none, while `next` says that there is more to look through (`PeoplePage`).
     */
    list(realmId: number, filter: UserFilter, cursor: string | null, limit: number): Promise<Page<User>>
    /** Those of these numbers, newest first. */
    numbered(realmId: number, numbers: readonly number[]): Promise<readonly User[]>
    /** What those of these ids are called who are there. */
    usernames(realmId: number, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
    /** The names of departments in use, each once, sorted by the database; '' begins. */
    departments(realmId: number, after: string, limit: number): Promise<readonly string[]>
    /** Capped: `{ count: 1000, more: true }`. `more` also where nobody looked any further. */
    count(realmId: number, filter: UserFilter, cap: number): Promise<{ count: number; more: boolean }>
    /** Misses (`duplicate`) when user name or address is taken, also by somebody else's address or user name. */
    create(realmId: number, user: NewUser): readonly Statement[]
    change(realmId: number, id: string, changes: UserChanges, version?: number): readonly Statement[]
    remove(realmId: number, id: string): readonly Statement[]
    setPassword(realmId: number, id: string, hash: string, options: { credentialVersion: number; byMail: boolean }): Statement
    rehash(realmId: number, id: string, hash: string, previousHash: string): Statement
    proveEmail(realmId: number, id: string, email: string): Statement
    setOtpRequired(realmId: number, id: string, required: boolean, version?: number): Statement
    markOtpReset(realmId: number, id: string, proof: OnUnenrolled | null): Statement
    signedIn(realmId: number, id: string): Statement
    /** By what tokens call the person: the subject, or the id of somebody who has none. */
    findBySubject(realmId: number, subject: string): Promise<User | undefined>
    /** Misses as `duplicate` when somebody else has this subject, or has it for an id. */
    setSubject(realmId: number, id: string, subject: string | null): Statement
    /** Misses unless the user is enabled and still of this epoch and credential version; holds the row until the commit. */
    unchanged(realmId: number, id: string, known: { epoch: number; credentialVersion: number }): Statement
    /** One more sign-in by an emergency token than the `inARow - 1` that were known: misses when another was faster. Zero begins anew. */
    countEmergency(realmId: number, id: string, inARow: number): Statement
    /** epoch + 1 and every row of the user that an older epoch may have left: sessions, protocol rows; back-channel logouts queued by the caller. */
    endEverything(realmId: number, id: string): readonly Statement[]
    /** The same in the volatile store; `butReference` keeps the one journey whose reset request is being answered. */
    endVolatile(realmId: number, id: string, butReference?: string): readonly Statement[]
  }

  tallies: Tallies

  sharing: Sharing

  imports: Imports

  roles: {
    list(realmId: number): Promise<readonly Role[]>
    find(realmId: number, id: string): Promise<Role | undefined>
    create(role: Role): Statement
    remove(realmId: number, id: string): readonly Statement[]
    /** Direct and through groups; what policy and tokens read. */
    effectiveOf(realmId: number, userId: string): Promise<readonly Role[]>
    directOf(realmId: number, userId: string): Promise<readonly (Role & { grantedAt: Instant })[]>
    grant(realmId: number, userId: string, roleId: string): readonly Statement[]
    withdraw(realmId: number, userId: string, roleId: string): readonly Statement[]
    /** Since when each effective role holds, by role id: policy's `sessionsBefore` for granted roles. */
    heldSince(realmId: number, userId: string): Promise<ReadonlyMap<string, Instant>>
    /**
     * Makes the roles that this upstream gives a person exactly these. Those that an administrator granted stay, and are
     * not taken over; `withdraw` of one that the upstream gives works until its next word. A role that stays keeps its
     * day; ids that are no role of the realm are passed over; misses when the person or the upstream is not there.
     */
    sync(realmId: number, userId: string, upstreamId: string, roleIds: readonly string[]): readonly Statement[]
    /** The roles and groups that this upstream gives a person now. */
    givenBy(realmId: number, userId: string, upstreamId: string): Promise<{ roleIds: readonly string[]; groupIds: readonly string[] }>
    /**
     * Addresses that somebody entered for other people's codes, and that are worth nothing any more once those gain an
     * administrative role (Z-2): `removed` when the role is given, or `doubted` where it is their only way in.
     */
    falling(realmId: number, gaining: Gaining): Promise<readonly FallingAddress[]>
    /** Misses where other addresses than these would fall. */
    fallsAsSeen(realmId: number, gaining: Gaining, authenticatorIds: readonly string[]): Statement
    /** Who of these people has an administrative role of the realm. */
    administratorsAmong(realmId: number, numbers: readonly number[]): Promise<ReadonlySet<number>>
    /** Enabled users who hold the role by any way, at most `limit`. */
    holders(realmId: number, roleId: string, limit: number): Promise<readonly User[]>
    /**
     * Those of them who can sign in by a password of ours: they have one, and were not left without a factor by a reset.
     * All of them: who asks must not lose sight of the last one.
     */
    workingHolders(realmId: number, roleId: string): Promise<readonly User[]>
    /** Misses when the person has an administrative role, or is not there; whoever grants one meanwhile waits for this unit. */
    ordinary(realmId: number, userId: string): readonly Statement[]
  }

  groups: {
    list(realmId: number): Promise<readonly Group[]>
    create(group: Group): Statement
    remove(realmId: number, id: string): readonly Statement[]
    of(realmId: number, userId: string): Promise<readonly Group[]>
    members(realmId: number, groupId: string, cursor: string | null, limit: number): Promise<Page<User>>
    add(realmId: number, userId: string, groupId: string): readonly Statement[]
    leave(realmId: number, userId: string, groupId: string): readonly Statement[]
    /** As `roles.sync`. */
    sync(realmId: number, userId: string, upstreamId: string, groupIds: readonly string[]): readonly Statement[]
    /** Misses when one of these carries an administrative role; none of them gets one before the commit. */
    ordinary(realmId: number, groupIds: readonly string[]): readonly Statement[]
    /** Misses when an upstream put somebody into this group while it carried no administrative role; none does before the commit. */
    notFilled(realmId: number, groupId: string): readonly Statement[]
    rolesOf(realmId: number, groupId: string): Promise<readonly Role[]>
    grantRole(realmId: number, groupId: string, roleId: string): readonly Statement[]
    withdrawRole(realmId: number, groupId: string, roleId: string): readonly Statement[]
  }

  upstreams: Upstreams

  identities: UpstreamIdentities

  upstreamSessions: UpstreamSessions

  clients: {
    list(realmId: number): Promise<readonly Client[]>
    find(realmId: number, clientId: string): Promise<Client | undefined>
    create(client: Client): Statement
    change(client: Client): Statement
    remove(realmId: number, clientId: string): Statement
  }

  authenticators: {
    listOf(realmId: number, userId: string): Promise<readonly Authenticator[]>
    /** Opened secrets of the user's active and unproved TOTP authenticators, for verifying a code. */
    openTotp(realmId: number, userId: string): Promise<readonly AuthenticatorSecret[]>
    /** Also refreshes `otpStatus` on the user row. `expectedSet` is the digest of the set when the page was shown (see `setDigest`): of two open set-up pages one wins. */
    create(authenticator: Omit<AuthenticatorSecret, 'lastUsedAt' | 'consecutiveFailures'>, expectedSet: string): readonly Statement[]
    /** A digest of ids and states of what the user has; '' when nothing. */
    setDigest(realmId: number, userId: string): Promise<string>
    /** The compare-and-set of RFC 6238 §5.2: false for a step that this or a later code already spent. Clears consecutive failures, stamps last use. */
    spendTimeStep(realmId: number, id: string, step: number): Statement
    /** An emailed code was right: misses when the authenticator is gone or suspended, or its address is another one. Clears consecutive failures, stamps last use. */
    useAddress(realmId: number, userId: string, id: string, address: string): Statement
    /** A wrong code of that kind: nobody can say which of several it was meant for. */
    countFailure(realmId: number, userId: string, kind?: Kind): Statement
    rename(realmId: number, userId: string, id: string, label: string): Statement
    setState(realmId: number, userId: string, id: string, state: AuthenticatorState): readonly Statement[]
    confirm(realmId: number, userId: string, id: string, level: OnUnenrolled): Statement
    /** With what was `seen` by whoever decided that it may go, misses unless that is all there is: two of them never take the last one (P19). */
    remove(realmId: number, userId: string, id: string, seen?: readonly Pick<Authenticator, 'id' | 'state'>[]): readonly Statement[]
    removeAll(realmId: number, userId: string): readonly Statement[]
  }

  /** `normalised` is what `normaliseEmergencyToken` of the otp package makes of a value; nothing else is ever compared. */
  emergencyTokens: {
    /**
     * At most 50 that still work for a person, or `atMost` if that is less: one more misses. A value that the person ever had, used or not, misses as
     * `duplicate`. `readable` is sealed to the row until the token is used, revoked or expired; null: only the hash is kept.
     */
    create(token: Omit<EmergencyToken, 'usedAt' | 'revokedAt' | 'recoverable'>, normalised: string, readable: string | null, atMost?: number): readonly Statement[]
    /** The compare-and-set of one use: misses when it was used, revoked, has expired, or never was. */
    spend(realmId: number, userId: string, normalised: string): Statement
    /** Misses unless it could still be used. */
    revoke(realmId: number, userId: string, id: string): Statement
    revokeAll(realmId: number, userId: string): Statement
    /** Misses unless its value can still be read: stands in the unit that says who reads it. */
    stillReadable(realmId: number, userId: string, id: string): Statement
    /** Every value of the realm is wiped; the tokens go on working. */
    forgetValues(realmId: number): Statement
    /** How many work now; `at`: how many of those that there are work at that instant. */
    countLeft(realmId: number, userId: string, at?: Instant): Promise<number>
    /** Why each of these was issued, used and revoked ones too. */
    reasonsOf(realmId: number, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
    /** Whether the person ever had one, used and revoked ones too. */
    everHad(realmId: number, userId: string): Promise<boolean>
    /** Those that would work now, newest first. */
    list(realmId: number, userId: string): Promise<readonly EmergencyToken[]>
    /** The values that can be read now, by the id of their token: for masking, and for whoever may reveal one. */
    openLeft(realmId: number, userId: string): Promise<ReadonlyMap<string, string>>
    /** Also one that works no more: to say which it is, after the try was counted. */
    find(realmId: number, userId: string, normalised: string): Promise<EmergencyToken | undefined>
  }

  links: {
    create(link: Omit<Link, 'usedAt' | 'voidAt' | 'voidReason'>, token: string): readonly Statement[]
    find(realmId: number, token: string): Promise<Link | undefined>
    get(realmId: number, id: string): Promise<Link | undefined>
    listOf(realmId: number, userId: string): Promise<readonly Link[]>
    /** Misses when used, void, expired or of an older credential version; null does not look at the version. Stands before `users.setPassword` in a unit. */
    spend(realmId: number, id: string, credentialVersion: number | null): Statement
    /** The same for a link that proved its mailbox while it was good: what it is spent for may take longer than it lives. */
    spendProved(realmId: number, id: string, credentialVersion: number): Statement
    voidAll(realmId: number, userId: string, reason: NonNullable<Link['voidReason']>, purposes?: readonly LinkPurpose[]): Statement
  }

  /** Many people at once. */
  many: Many

  /** Volatile. */
  journeys: {
    find(realmId: number, id: string): Promise<JourneyRow | undefined>
    /** Ids of the people who are known in a living journey of this reference: one, or by chance a few. */
    findByReference(realmId: number, reference: string): Promise<readonly string[]>
    create(journey: JourneyRow): Promise<boolean>
    /** Compare-and-set on `version`, which then is one more; false when somebody else moved it, it is gone, or of an older epoch. */
    save(journey: JourneyRow): Promise<boolean>
    remove(realmId: number, id: string): Promise<void>
    endOfLink(realmId: number, linkId: string): Promise<void>
  }

  sessions: {
    find(realmId: number, uid: string): Promise<Session | undefined>
    listOf(realmId: number, userId: string): Promise<readonly Session[]>
    /** Misses when the user's epoch moved on. */
    begin(session: Session): Statement
    /** Proofs of a step-up, and until when it lives with them; misses when the session ended. */
    setProofs(realmId: number, uid: string, proofs: readonly Proof[], how: { journeyId: string; expiresAt: Instant }): Statement
    used(realmId: number, uid: string, clientId: string | null): Statement
    /** Stamps use of our console; a stamp of the last minute stays as it is. */
    usedConsole(realmId: number, uid: string): Statement
    end(realmId: number, uid: string): readonly Statement[]
    /** Sessions without a second factor, and their refresh tokens; `butUid` is the one being signed in. */
    endWithoutSecondFactor(realmId: number, userId: string, butUid: string | null): readonly Statement[]
  }

  /** Rows of oidc-provider's models, durable or volatile by model; ids hashed, payloads sealed inside. */
  protocol: {
    find(realmId: number, model: string, id: string): Promise<ProtocolRow | undefined>
    findByUid(realmId: number, model: string, uid: string): Promise<ProtocolRow | undefined>
    findByUserCode(realmId: number, model: string, userCode: string): Promise<ProtocolRow | undefined>
    /** False when refused: an older epoch, or an update of a session that was ended. `insertOnly` for replay marks. */
    save(row: ProtocolRow, options?: { insertOnly?: boolean }): Promise<boolean>
    /** False for the loser of a race and for what is not there. */
    consume(realmId: number, model: string, id: string): Promise<boolean>
    /** Of a signed-in `Session` only the cookie's id goes: oidc-provider does this whenever it turns the id. Its end is `sessions.end`. */
    remove(realmId: number, model: string, id: string): Promise<void>
    revokeByGrantId(realmId: number, grantId: string): Promise<void>
    /** Housekeeping: what has expired goes, dead links and closed mails after thirty days; the audit log stays. At most `limit` rows a table. */
    purgeExpired(limit: number): Promise<number>
  }

  throttle: {
    /** Reserve before verify: counts one try, misses when closed or at the limit. `whose` wait it is, where it keeps a person's codes from being judged. Compose several layers in one unit; `missed` names the layer. */
    reserve(name: string, key: string, limit: Limit, whose?: Waiting): Statement
    refund(key: string): Statement
    /** Ends a wait and keeps the count. For limits that pace: of the others, a count that is full stays closed until its window ends. */
    reopen(key: string): Statement
    clear(key: string): Statement
    state(key: string): Promise<ThrottleState>
    close(key: string, until: Instant, whose?: Waiting): Statement
  }

  audit: {
    record(event: AuditEvent): Statement
    find(realmId: number, n: number): Promise<StoredAuditEvent | undefined>
    /** Newest first. `from` is the first instant that counts, `to` the first one that does not. */
    list(realmId: number, filter: AuditFilter, cursor: string | null, limit: number): Promise<Page<StoredAuditEvent>>
  }

  outbox: {
    /** Body and address are sealed. */
    put(mail: OutgoingMail): Statement
    /** Claims due rows by one statement, for `leaseMs`; several nodes never claim the same row. Rows of a void or used link are marked void instead. */
    claim(limit: number, leaseMs: number): Promise<readonly DueMail[]>
    /** Wipes the body. */
    sent(id: string): Statement
    refused(id: string, reason: string): Statement
    retryAt(id: string, at: Instant, reason: string): Statement
    /** Gives a claimed row back untried: the claim does not count as an attempt. */
    postpone(id: string, at: Instant, reason: string): Statement
    stateOf(realmId: number, userId: string, kind: string): Promise<{ state: MailState; at: Instant; reason: string | null } | undefined>
    nextDueAt(): Promise<Instant | null>
    /** Mails that no server took since then. Capped. */
    refusedSince(realmId: number, since: Instant, cap: number): Promise<{ count: number; more: boolean }>
    /** The people whose last mail that came to an end was taken by no server: their numbers by their ids. */
    lastRefused(realmId: number): Promise<ReadonlyMap<string, number>>
  }

  resetRequests: {
    /** One open request per person: a second one misses as duplicate. */
    create(request: Omit<ResetRequest, 'state' | 'answeredAt' | 'answeredBy'>): Statement
    findOpenOf(realmId: number, userId: string): Promise<ResetRequest | undefined>
    find(realmId: number, id: string): Promise<ResetRequest | undefined>
    findByReference(realmId: number, reference: string): Promise<ResetRequest | undefined>
    /** The latest answered one within `sinceMs`: its 30 minutes raise the floor for every other sign-in. */
    latestAnsweredOf(realmId: number, userId: string): Promise<ResetRequest | undefined>
    list(realmId: number, state: ResetRequest['state'] | null, cursor: string | null, limit: number): Promise<Page<ResetRequest>>
    /** Numbers of the people of whom a request was answered after that instant. */
    answeredSince(realmId: number, since: Instant): Promise<readonly number[]>
    answer(realmId: number, id: string, by: string): Statement
    dismiss(realmId: number, id: string, by: string): Statement
  }

  policies: Policies

  reminders: Reminders

  readinessDays: {
    /** The latest of them, the oldest first. A day is a number of days since 1970 in the zone of the rule. */
    list(enforcementId: string, limit: number): Promise<readonly { day: number; counts: Readonly<Record<string, number>> }[]>
    has(enforcementId: string, day: number): Promise<boolean>
    /** Once: whatever is there stays. */
    keep(enforcementId: string, day: number, counts: Readonly<Record<string, number>>): Statement
  }

  knownBrowsers: {
    /** True when this cookie was set after a full sign-in of this user. */
    isKnown(realmId: number, userId: string, cookie: string): Promise<boolean>
    /** The same, where it is not known yet whose sign-in it is. */
    isAnybodys(realmId: number, cookie: string): Promise<boolean>
    remember(realmId: number, userId: string, cookie: string, expiresAt: Instant): readonly Statement[]
    forget(realmId: number, userId: string): Statement
  }

  signingKeys: {
    list(realmId: number): Promise<readonly SigningKey[]>
    create(key: SigningKey): Statement
    setState(realmId: number, kid: string, state: SigningKey['state']): Statement
    remove(realmId: number, kid: string): Statement
  }

  /** Secrets the server makes for itself (cookie keys, pairwise salt), by name, per realm (0: the installation). */
  secrets: {
    /** Reads, or creates with `make` by insert-or-read so that two nodes agree. */
    ensure(realmId: number, name: string, make: () => string): Promise<string>
  }

  /** Back-channel logouts waiting to be delivered. */
  logouts: {
    queue(logout: { id: string; realmId: number; clientId: string; userId: string; sessionUid: string | null }): Statement
    claim(limit: number, leaseMs: number): Promise<readonly { id: string; realmId: number; clientId: string; userId: string; sessionUid: string | null; attempts: number }[]>
    done(id: string): Statement
    retryAt(id: string, at: Instant): Statement
  }

  ring: {
    list(): Promise<readonly { id: string; state: 'added' | 'active' | 'retired'; rows: number }[]>
    add(): Promise<string>
    promote(id: string): Promise<void>
    /** Re-seals in batches what the key still holds, then retires it. */
    retire(id: string): Promise<{ resealed: number }>
  }
}
