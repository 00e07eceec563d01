import { randomBytes, randomUUID } from 'node:crypto'
import { isAdministrativeRole } from '@tegata/contract'
import { decide, type NextStep } from '@tegata/policy'
import type { Link, Realm, Statement, Storage, User } from '@tegata/storage'
import type { Config } from '../config/schema.ts'
import { Sentence } from '../http/listening.ts'
import { gatherFacts } from '../journey/facts.ts'
import { tellingFallen } from '../journey/fallen-addresses.ts'
import { initialEmergencyTokens } from '../journey/new-emergency-tokens.ts'
import { intoNewUserGroup } from '../journey/new-user-group.ts'
import { readAddress } from '../mail/address.ts'
import { type Command, getRealm, type House, inHouse, realmOption, type World } from './command.ts'
import { configOf } from './read-config.ts'

/**
 * A set-up link to hand over by other means, where no mail can leave. 256 random bits; the database keeps their hash.
 * Its address is the configured one (P-8).
 */
function printedLink(storage: Storage, config: Config, realm: Realm, user: User, by: string): { href: string; statements: readonly Statement[] } {
  const token = randomBytes(32).toString('base64url')
  const now = storage.clock.now()
  const link: Omit<Link, 'usedAt' | 'voidAt' | 'voidReason'> = {
    id: randomUUID(), realmId: realm.id, userId: user.id, purpose: 'set-up', credentialVersion: user.credentialVersion, createdAt: now,
    expiresAt: now + realm.settings.setupLinkMs, createdBy: by, subject: null,
  }
  return { href: new URL(`/realms/${realm.name}/link?key=${token}`, config.publicUrl).href, statements: storage.links.create(link, token) }
}

type Person = { username: string; givenName: string; familyName: string; email: string | null }

/** What somebody with a password meets at the next sign-in: asked of the one decision, never guessed. */
const nextTime = ({ kind, ...step }: NextStep): string => {
  if (kind === 'none') return 'No rule asks for a code at the next sign-in.'
  if (kind === 'set-up') {
    const mailed = 'proof' in step && step.proof === 'mailbox' ? ', after a code mailed to the address on file' : ''
    return `The next sign-in sets up a code${mailed}.`
  }
  if (kind === 'emergency') return 'The next sign-in needs an emergency token.'
  return kind === 'refused' ? 'Sign-in is refused: see `tegata policy explain`.' : 'The next sign-in asks for the code, as before.'
}

async function nextTimeOf({ storage, canMail }: House, realm: Realm, user: User): Promise<string> {
  const [now, journeyId] = [storage.clock.now(), 'invited']
  return nextTime(decide(await gatherFacts(storage, canMail)({
    now, channel: 'page', realm, user, client: null,
    journey: { id: journeyId, mailboxProvedAt: null, addressTyped: false, resetReference: null, putOff: false, noticeSeen: true },
    proofs: [{ kind: 'password', at: now, journeyId, epoch: user.epoch }],
  })).nextStep)
}

/** The person, made where nobody of that name is there yet. */
async function personOf({ storage }: House, realm: Realm, wanted: Person, operator: string): Promise<{ user: User; isNew: boolean }> {
  const existing = await storage.users.findByLogin(realm.id, wanted.username)
  if (existing) return { user: existing, isNew: false }
  // The first code of an administrator is bound by a proved address (policy.md): without one nobody could set it up.
  if (wanted.email === null) throw new Sentence('A new administrator needs an address: --email … (with --print-link no mail is sent).')
  const id = randomUUID()
  const emergency = initialEmergencyTokens({ storage }, realm, { userId: id, by: operator })
  const outcome = await intoNewUserGroup({ storage }, realm, (policyGroupId) => [
    // Whoever holds the host vouches for the address.
    ...storage.users.create(realm.id, { ...wanted, id, otpRequired: true, policyGroupId, emailProvedAt: storage.clock.now() }),
    ...emergency.statements,
    storage.audit.record({
      realmId: realm.id, type: 'user.created', actor: operator, userId: id, outcome: 'success',
      detail: { username: wanted.username, otpRequired: true, emergencyTokens: emergency.issued.length },
    }),
  ])
  const user = outcome.ok ? await storage.users.find(realm.id, id) : undefined
  if (!user) throw new Sentence('Another user has this user name or email address. Choose another one.')
  return { user, isNew: true }
}

async function invite(world: World, config: Config, house: House, realm: Realm, wanted: Person & { role: string | null; print: boolean }): Promise<string> {
  const { storage, letters, canMail } = house
  const { role: wantedRole, print, ...person } = wanted
  // Rights are never handed to somebody who is already there by a command that names only them.
  if (wantedRole === null && await storage.users.findByLogin(realm.id, person.username)) {
    throw new Sentence(`${person.username} is there already. Say which role to give: --role global-admin, or another one.`)
  }
  const roleName = wantedRole ?? 'global-admin'
  const role = (await storage.roles.list(realm.id)).find(({ name, clientId }) => name === roleName && clientId === null)
  if (!role) throw new Sentence(`The realm has no role "${roleName}".`)
  const { user, isNew } = await personOf(house, realm, person, world.operator)
  const granted = [
    ...await tellingFallen({ storage, letters }, realm, { who: { userId: user.id }, roleIds: [role.id], groupIds: [] }, { actor: world.operator, name: world.operator }),
    ...storage.roles.grant(realm.id, user.id, role.id),
    storage.audit.record({ realmId: realm.id, type: 'role.granted', actor: world.operator, userId: user.id, outcome: 'success', detail: { role: role.name } }),
  ]
  if (user.hasPassword) {
    if (!(await storage.unit(granted)).ok) throw new Sentence('Somebody changed this user at the same moment. Try again.')
    const done = `${user.username} was there already and has the role ${role.name} now.`
    return `${done}\nNo link was made, because there is a password. ${await nextTimeOf(house, realm, user)}\n`
  }
  const mails = user.email !== null && canMail(realm) && !print
  const link = mails ? null : printedLink(storage, config, realm, user, world.operator)
  const outcome = await storage.unit([...granted, ...(link ? link.statements : letters.setUp(realm, user, world.operator))])
  if (!outcome.ok) throw new Sentence('Somebody changed this user at the same moment. Try again.')
  const hours = Math.round(realm.settings.setupLinkMs / 3_600_000)
  const done = `${user.username} ${isNew ? 'is there' : 'was there already'} and has the role ${role.name}.`
  return link
    ? `${done}\nHand over this link, which works once, for ${hours} hours:\n${link.href}\n`
    : `${done}\nThe set-up link was mailed to ${user.email}; it works for ${hours} hours.\n`
}

export const adminInvite: Command = {
  name: 'admin invite',
  summary: 'Makes an administrator, who sets up code and password by a link.',
  options: {
    ...realmOption,
    username: { kind: 'value', required: true, help: 'of the administrator; an existing user gets the role' },
    'given-name': { kind: 'value', help: 'of a new user' },
    'family-name': { kind: 'value', help: 'of a new user' },
    email: { kind: 'value', help: 'of a new user; where the set-up link is mailed to' },
    role: { kind: 'value', help: 'global-admin when not given; to be given for an existing user' },
    'print-link': { kind: 'flag', help: 'prints the link instead of mailing it' },
  },
  async run(world, args) {
    const config = configOf(world)
    const role = args.text('role') ?? null
    if (role !== null && !isAdministrativeRole(role)) throw new Sentence(`"${role}" is no administrative role.`)
    const username = args.demand('username').normalize('NFKC').trim()
    if (!/^[\p{L}\p{M}\p{N}._@+-]{1,128}$/u.test(username)) throw new Sentence('A user name has letters, digits and . _ @ + - only.')
    const email = args.text('email')
    const address = email === undefined ? null : readAddress(email)
    if (email !== undefined && address === null) throw new Sentence(`"${email}" is not an email address.`)
    const person = { username, givenName: args.text('given-name') ?? username, familyName: args.text('family-name') ?? '', email: address }
    const text = await inHouse(world, config, async (house) =>
      invite(world, config, house, await getRealm(house, args.demand('realm')), { ...person, role, print: args.flag('print-link') }))
    world.out(text)
  },
}
