import { ClientKind } from '@tegata/contract'
import { type Command, getRealm, inHouse, realmOption } from './command.ts'
import { configOf } from './read-config.ts'

export const clientCreate: Command = {
  name: 'client create',
  summary: 'Makes a client (an application) and prints its secret, once.',
  options: {
    ...realmOption,
    'client-id': { kind: 'value', required: true, help: 'as the application names itself' },
    kind: { kind: 'value', required: true, oneOf: ClientKind.options, help: 'what it is' },
    name: { kind: 'value', help: 'what people read' },
    'redirect-uri': { kind: 'values', help: 'where sign-ins come back to' },
    'post-logout-redirect-uri': { kind: 'values', help: 'where sign-outs come back to' },
    'backchannel-logout-uri': { kind: 'value', help: 'told when a session ends' },
    'first-party': { kind: 'flag', help: 'people are not asked for consent' },
    'api-access': { kind: 'flag', help: 'may ask for tokens of the REST API' },
  },
  async run(world, args) {
    const kind = ClientKind.parse(args.demand('kind'))
    const name = args.text('name')
    const { client, secret } = await inHouse(world, configOf(world), async (house) => {
      const api = await house.api(await getRealm(house, args.demand('realm')), world.operator)
      return api.createClient({
        clientId: args.demand('client-id'), kind, ...(name === undefined ? {} : { name }),
        redirectUris: [...args.list('redirect-uri')], postLogoutRedirectUris: [...args.list('post-logout-redirect-uri')],
        backchannelLogoutUri: args.text('backchannel-logout-uri') ?? null,
        firstParty: args.flag('first-party'), apiAccess: args.flag('api-access'),
      })
    })
    world.out([`client_id ${client.clientId}`, ...(secret === null ? [] : [`client_secret ${secret}`]), ''].join('\n'))
  },
}
