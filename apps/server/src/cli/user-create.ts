import { Language } from '@tegata/contract'
import { type Command, getRealm, inHouse, realmOption } from './command.ts'
import { configOf } from './read-config.ts'

export const userCreate: Command = {
  name: 'user create',
  summary: 'Adds a user and prints the id.',
  options: {
    ...realmOption,
    username: { kind: 'value', required: true, help: 'to sign in with' },
    'given-name': { kind: 'value', required: true, help: 'of the person' },
    'family-name': { kind: 'value', required: true, help: 'of the person' },
    email: { kind: 'value', help: 'of the person' },
    language: { kind: 'value', oneOf: Language.options, help: 'for mails and pages' },
    department: { kind: 'value', help: 'of the person' },
    otp: { kind: 'flag', help: 'OTP Configured: the person must use a one-time code' },
    upstream: { kind: 'value', help: 'alias of the identity provider that the person comes by' },
    'upstream-subject': { kind: 'value', help: 'whom that provider means (sub): linked before they first come' },
    'setup-mail': { kind: 'flag', help: 'mails the link for setting up code and password' },
  },
  async run(world, args) {
    const written = args.text('language')
    const language = written === undefined ? undefined : Language.parse(written)
    const [upstream, upstreamSubject] = [args.text('upstream'), args.text('upstream-subject')]
    const { id } = await inHouse(world, configOf(world), async (house) => {
      const api = await house.api(await getRealm(house, args.demand('realm')), world.operator)
      return api.createUser({
        username: args.demand('username'), givenName: args.demand('given-name'), familyName: args.demand('family-name'),
        email: args.text('email') ?? null, department: args.text('department') ?? null, ...(language ? { language } : {}),
        otpRequired: args.flag('otp'), sendSetupMail: args.flag('setup-mail'),
        ...(upstream === undefined ? {} : { upstream }), ...(upstreamSubject === undefined ? {} : { upstreamSubject }),
      })
    })
    world.out(`${id}\n`)
  },
}
