// Apart from the schemas: the console shows these, and loads no schema for it.

/** What the status column of the user list says, and `not-set-up`: whoever has no authenticator that works, required or not. */
export const otpChoices = ['not-set-up', 'set-up', 'waiting', 'required', 'not-required'] as const
/** What an authenticator of theirs is; `unproved`: an address that no code has come back from; `suspended`: there, and not taken. */
export const otpKinds = ['app', 'email', 'unproved', 'several', 'suspended'] as const
/** How many emergency tokens still work: none, exactly one, two and more. */
export const emergencyChoices = ['none', 'last', 'some'] as const
/** The two ends of the span that the last sign-in lies in: one, or both, but not beside `neverSignedIn`. */
export const lastSignInEnds = ['signedInBefore', 'signedInSince'] as const
