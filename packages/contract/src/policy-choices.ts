// Apart from the schemas: the console shows these, and loads no schema for it.

export const authenticatorKinds = ['totp', 'emailed-code', 'push', 'passkey'] as const

/** As much as one group takes: what is longer belongs into a network of its own. */
export const conditionLimits = { conditions: 20, networks: 50, applications: 50 } as const
