import type { Enforcement } from '@tegata/storage'

/** An enforcement of this id that says so why it was made. */
export const blankEnforcement = (id: string, reason: Enforcement['reason']): Enforcement => ({
  id, realmId: 1, name: 'Rule', state: 'announced', enforceFrom: 0, zone: 'Asia/Tokyo', registerBy: null, target: { everyone: true }, reason, helpLink: {}, acceptedKinds: ['totp'], acceptedRecoveries: [],
  onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false, waves: [], announcedAt: 0, edition: 1, version: 1,
})
