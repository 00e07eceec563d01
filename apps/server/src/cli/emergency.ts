import type { Api } from '@tegata/contract'
import type { Realm } from '@tegata/storage'
import { Sentence } from '../http/listening.ts'
import { type Args, type Command, getRealm, inHouse, realmOption, type World } from './command.ts'
import { configOf } from './read-config.ts'

const whose = { ...realmOption, user: { kind: 'value', required: true, help: 'user name or email address' } } as const
const why = { reason: { kind: 'value', help: 'for the audit log' } } as const

/** Whose tokens they are, and the API to ask; what it answers. */
async function forUser<Result>(world: World, args: Args, ask: (api: Api, userId: string, realm: Realm) => Promise<Result>): Promise<Result> {
  return inHouse(world, configOf(world), async (house) => {
    const realm = await getRealm(house, args.demand('realm'))
    const user = await house.storage.users.findByLogin(realm.id, args.demand('user'))
    if (!user) throw new Sentence(`The realm ${realm.name} has no user "${args.demand('user')}".`)
    return ask(await house.api(realm, world.operator), user.id, realm)
  })
}

function wholeNumber(args: Args, name: string, most: number): number | undefined {
  const written = args.text(name)
  if (written === undefined) return undefined
  if (!/^\d{1,4}$/.test(written) || Number(written) < 1 || Number(written) > most) throw new Sentence(`--${name} is a whole number from 1 to ${most}.`)
  return Number(written)
}

const reasonOf = (args: Args): string => args.text('reason') ?? 'issued on the host'

const emergencyIssue: Command = {
  name: 'emergency issue',
  summary: 'Issues emergency tokens, each for one sign-in without the usual code, and prints them.',
  options: {
    ...whose, ...why,
    hours: { kind: 'value', help: 'how long it works, 1 to 8760; 24 when absent' },
    forever: { kind: 'flag', help: 'works until it is used or revoked' },
    count: { kind: 'value', help: 'how many, 1 to 50' },
    value: { kind: 'values', help: 'a value of your own, at least 8 characters' },
  },
  async run(world, args) {
    const [hours, count, values] = [wholeNumber(args, 'hours', 8760), wholeNumber(args, 'count', 50), args.list('value')]
    if (hours !== undefined && args.flag('forever')) throw new Sentence('--hours and --forever say two things.')
    if (count !== undefined && values.length > 0) throw new Sentence('--count and --value say two things: --value may stand several times.')
    const { items } = await forUser(world, args, (api, userId) => api.issueEmergencyTokens({
      userId, reason: reasonOf(args), expiresInHours: args.flag('forever') ? null : hours ?? 24,
      ...(values.length > 0 ? { values: [...values] } : { count: count ?? 1 }),
    }))
    world.out(items.map(({ value }) => `${value}\n`).join(''))
  },
}

const emergencyList: Command = {
  name: 'emergency list',
  summary: 'Lists the emergency tokens of a user that work, masked.',
  options: whose,
  async run(world, args) {
    const lines = await forUser(world, args, async (api, userId, { settings }) => {
      const { items } = await api.listEmergencyTokens({ userId })
      const rows = items.map(({ id, masked, issuedAt, issuedBy, expiresAt }) => `${id}  ${masked.padEnd(6)}  ${issuedAt}  by ${issuedBy}  ${expiresAt === null ? 'no end' : `until ${expiresAt}`}`)
      return [...rows, `${items.length}${items.length <= settings.emergencyInitial ? ` of ${settings.emergencyInitial}` : ''} left`]
    })
    world.out(`${lines.join('\n')}\n`)
  },
}

const emergencyTopUp: Command = {
  name: 'emergency top-up',
  summary: 'Issues as many emergency tokens as are missing to the number that the realm begins with.',
  options: { ...whose, ...why },
  async run(world, args) {
    const said = await forUser(world, args, async (api, userId, { settings }) => {
      const { items } = await api.topUpEmergencyTokens({ userId, reason: reasonOf(args) })
      // Values that are kept are revealed in the console, one by one, by somebody with a second factor.
      const values = settings.emergencyMode === 'once' ? items.map(({ value }) => `${value}\n`).join('') : ''
      return `${values}${items.length} issued.\n`
    })
    world.out(said)
  },
}

const emergencyRevoke: Command = {
  name: 'emergency revoke',
  summary: 'Revokes the emergency tokens of a user, or the one that is named.',
  options: { ...whose, token: { kind: 'value', help: 'id of the one; without it all are revoked' } },
  async run(world, args) {
    const tokenId = args.text('token')
    await forUser(world, args, (api, userId) => tokenId === undefined ? api.revokeEmergencyTokens({ userId }) : api.revokeEmergencyToken({ userId, tokenId }))
    world.out(tokenId === undefined ? 'None works any more.\n' : 'It does not work any more.\n')
  },
}

export const emergencyCommands: readonly Command[] = [emergencyIssue, emergencyList, emergencyTopUp, emergencyRevoke]
