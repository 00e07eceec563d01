import type { User } from '@tegata/storage'

type OtpStatus = User['otpStatus']

/** An authenticator works. An address that no code has come back from yet counts: its first use proves it (S1-24). */
export const worksBy = ['app', 'email', 'unproved', 'several'] as const satisfies readonly OtpStatus[]
/** There is none, or none that is taken. */
export const worksNot = ['none', 'suspended'] as const satisfies readonly OtpStatus[]

/** What list, dashboard and a person's page call registered. */
export const isRegistered = (status: OtpStatus): boolean => worksBy.some((one) => one === status)
