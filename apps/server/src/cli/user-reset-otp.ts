import type { AfterReset } from '@tegata/contract'
import { Sentence } from '../http/listening.ts'
import { type Command, getRealm, inHouse, realmOption } from './command.ts'
import { configOf } from './read-config.ts'

const sentences: Readonly<Record<AfterReset, string>> = {
  'set-up': 'the next sign-in sets it up anew.',
  'confirm-mail': 'the next sign-in sets it up anew, after a code mailed to the address on file.',
  'emergency-token': 'the next sign-in needs an emergency token.',
  'set-up-mail': 'a new set-up mail is on its way.',
  help: 'an administrator’s help is needed to get in.',
}

export const userResetOtp: Command = {
  name: 'user reset-otp',
  summary: 'Removes a user’s authenticators, ends the sessions and asks for a new set-up.',
  options: {
    ...realmOption,
    username: { kind: 'value', required: true, help: 'user name or email address' },
    reason: { kind: 'value', help: 'for the audit log' },
    reference: { kind: 'value', help: 'the digits that the caller reads out: their waiting page goes on' },
  },
  async run(world, args) {
    const [username, reason, reference] = [args.demand('username'), args.text('reason'), args.text('reference')]
    const afterReset = await inHouse(world, configOf(world), async (house) => {
      const realm = await getRealm(house, args.demand('realm'))
      const user = await house.storage.users.findByLogin(realm.id, username)
      if (!user) throw new Sentence(`The realm ${realm.name} has no user "${username}".`)
      const api = await house.api(realm, world.operator)
      const { otp } = await api.getUser({ userId: user.id })
      await api.resetOtp({ userId: user.id, ...(reason === undefined ? {} : { reason }), ...(reference === undefined ? {} : { reference }) })
      return otp.afterReset
    })
    world.out(`OTP of ${username} was reset: ${sentences[afterReset]}\n`)
  },
}
