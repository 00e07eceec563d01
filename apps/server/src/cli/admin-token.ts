import { type Command, getRealm, inHouse, realmOption } from './command.ts'
import { configOf } from './read-config.ts'

export const adminToken: Command = {
  name: 'admin token',
  summary: 'Prints an access token for the REST API of a realm; it lives five minutes and is audited.',
  options: realmOption,
  async run(world, args) {
    const token = await inHouse(world, configOf(world), async (house) =>
      house.operatorToken(await getRealm(house, args.demand('realm')), world.operator))
    // Nothing else on this stream: it is read by scripts.
    world.out(`${token}\n`)
  },
}
