import { ensureKeys, listKeys, rotateKeys } from '../oidc/keys.ts'
import { type Command, getRealm, inHouse, realmOption } from './command.ts'
import { configOf } from './read-config.ts'

const when = (instant: number | null): string => (instant === null ? '–' : new Date(instant).toISOString())

/** The keys that sign a realm's tokens. */
export const keysCommands: readonly Command[] = [
  {
    name: 'keys list',
    summary: 'Lists the keys that sign the tokens of a realm.',
    options: realmOption,
    async run(world, args) {
      const keys = await inHouse(world, configOf(world), async (house) => {
        const realm = await getRealm(house, args.demand('realm'))
        await ensureKeys(house, realm.id)
        return listKeys(house, realm)
      })
      world.out(keys.map(({ kid, alg, state, createdAt, activeAt }) =>
        `${kid.padEnd(10)}  ${alg.padEnd(5)}  ${state.padEnd(6)}  made ${when(createdAt)}  signs since ${when(activeAt)}\n`).join(''))
    },
  },
  {
    name: 'keys rotate',
    summary: 'Takes the step of a rotation that is due: publishes new keys, or lets published ones sign.',
    options: { ...realmOption, now: { kind: 'flag', help: 'a key is known to be stolen: new ones sign at once' } },
    async run(world, args) {
      const steps = await inHouse(world, configOf(world), async (house) => {
        const realm = await getRealm(house, args.demand('realm'))
        await ensureKeys(house, realm.id)
        const rotated = await rotateKeys(house, realm, { event: { actor: world.operator }, now: args.flag('now') })
        if (rotated === null) throw new Error('Somebody else is rotating the keys of this realm. Try again.')
        return rotated
      })
      world.out(steps.map(({ kid, did, signsFrom }) =>
        `${kid.padEnd(10)}  ${did}${did === 'activated' ? '' : `, signs from ${when(signsFrom)}: run this again then`}\n`).join(''))
    },
  },
]
