import { randomUUID } from 'node:crypto'
import { Problem } from '@tegata/contract'
import { bindingSnapshot, canBind } from '@tegata/policy'
import type { Realm, Storage } from '@tegata/storage'
import { binding, freeLabel, isOnFile, labelOfAddress } from '../journey/enrol.ts'
import { labelsOf } from '../journey/showing.ts'
import { readAddress } from '../mail/address.ts'
import { authenticatorView } from './authenticators.ts'
import { createBeside, refusalOf } from './beside.ts'
import { commitAlone } from './commit.ts'
import { roseMeanwhile, staysBelow } from './guard.ts'
import type { Letters } from './needs.ts'
import type { Performs } from './serve.ts'

type Needs = {
  storage: Pick<Storage,
    | 'unit' | 'clock' | 'realms' | 'users' | 'roles' | 'groups' | 'authenticators' | 'policies' | 'resetRequests' | 'emergencyTokens' | 'upstreams'
    | 'sessions' | 'clients' | 'logouts' | 'audit'>
  letters: Letters
  canMail: (realm: Realm) => boolean
}

/**
 * An address that an administrator enters for somebody (S1-21 … S1-24): it counts as set up, the code goes there, and its
 * first use proves it. What binds it is the administrator's word, as beside a person; no code is asked, and the person is
 * told at the address on file.
 */
export const addressesApi = (needs: Needs): Performs<'enterAddress'> => {
  const { storage } = needs
  const { clock, users, authenticators } = storage
  const beside = createBeside(needs)

  return {
    async enterAddress({ realm, caller, params, body, event }) {
      if (!needs.canMail(realm)) throw new Problem('mail.not-configured')
      const address = readAddress(body.address)
      if (address === null) throw new Problem('request.invalid', { errors: [{ path: 'address', rule: 'invalid', message: 'is not an address that mail can be sent to' }] })
      const id = randomUUID()
      const { address: from, userAgent } = event('authenticator.added', { userId: params.userId })
      await commitAlone(needs, realm, async () => {
        const { user, facts } = await beside(realm, caller, params.userId)
        const shown = bindingSnapshot(facts)
        const onFile = isOnFile(user, address)
        const bond = canBind(facts, { kind: 'emailed-code', address: onFile ? 'on-file' : 'other', by: 'administrator', shown })
        if (!bond.ok) throw refusalOf(bond)
        const [set, held] = await Promise.all([authenticators.setDigest(realm.id, user.id), authenticators.listOf(realm.id, user.id)])
        return [
          // A role that an identity provider gives at a sign-in asks no administrator, and waits for nothing of this realm's.
          ...staysBelow(storage, caller, realm, user.id),
          users.unchanged(realm.id, user.id, { epoch: user.epoch, credentialVersion: user.credentialVersion }),
          ...await binding(needs, {
            realm, user, bond, at: clock.now(), journeyId: null, keepSession: null, unproved: true,
            authenticator: { id, label: freeLabel(labelOfAddress(address), labelsOf(held)), address, onFile, set, shown },
            where: { address: from ?? '', userAgent: userAgent ?? '', clientId: caller.clientId }, by: { actor: caller.actor, name: caller.name },
          }),
        ]
      }, (miss) => roseMeanwhile(miss) ?? new Problem('enrolment.changed'))
      const bound = (await authenticators.listOf(realm.id, params.userId)).find((each) => each.id === id)
      if (!bound) throw new Problem('enrolment.changed')
      return { value: authenticatorView(bound) }
    },
  }
}
