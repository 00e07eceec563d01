export const languageNames = ['en', 'ja', 'ko'] as const
export type LanguageName = (typeof languageNames)[number]

/** Numbers that stand among the limits in the API. */
const amongLimits = ['journeyCodeTries', 'secondFactorHard'] as const
export type LimitNumber = (typeof amongLimits)[number]
export const isNumberName = (name: string): name is LimitNumber => amongLimits.some((each) => each === name)
