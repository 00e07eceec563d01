import { isZone } from '@tegata/contract'
import { Sentence } from '../http/listening.ts'
import { createRealm } from '../realms/create-realm.ts'
import { defaultRealmSettings } from '../realms/default-settings.ts'
import { type Command, inHouse } from './command.ts'
import { configOf } from './read-config.ts'

const refusals = {
  'bad-name': 'A realm’s name is made of lower-case letters, digits and dashes, at most 63: it stands in every address.',
  reserved: 'The name "master" is reserved: no role here reaches another realm.',
  taken: 'A realm of this name exists already.',
} as const

export const realmCreate: Command = {
  name: 'realm create',
  summary: 'Makes a realm with its roles and built-in clients.',
  options: {
    name: { kind: 'value', required: true, help: 'as in addresses: lower-case letters, digits, dashes' },
    'display-name': { kind: 'value', help: 'what people read; the name when not given' },
    'display-name-ja': { kind: 'value', help: 'the same in Japanese' },
    'display-name-ko': { kind: 'value', help: 'the same in Korean' },
    zone: { kind: 'value', help: 'time zone, such as Asia/Tokyo; UTC when not given' },
  },
  async run(world, args) {
    const config = configOf(world)
    const name = args.demand('name')
    const zone = args.text('zone') ?? 'UTC'
    if (!isZone(zone)) throw new Sentence(`"${zone}" is not a time zone. Write one like Asia/Tokyo or Europe/Berlin.`)
    const [ja, ko] = [args.text('display-name-ja'), args.text('display-name-ko')]
    const displayName = { en: args.text('display-name') ?? name, ...(ja === undefined ? {} : { ja }), ...(ko === undefined ? {} : { ko }) }
    await inHouse(world, config, async ({ storage }) => {
      const outcome = await createRealm(storage, { name, settings: defaultRealmSettings(displayName, zone) }, config.publicUrl)
      if (!outcome.ok) throw new Sentence(refusals[outcome.reason])
      await storage.unit([storage.audit.record({
        realmId: outcome.realm.id, type: 'realm.created', actor: world.operator, userId: null, outcome: 'success', detail: { name },
      })])
    })
    world.out([
      `The realm ${name} is there. Its issuer: ${config.publicUrl.origin}/realms/${name}`,
      `Its first administrator: tegata admin invite --realm ${name} --username … --given-name … --family-name … --email …`, '',
    ].join('\n'))
  },
}
