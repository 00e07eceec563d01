import type { Facts } from '@tegata/policy'
import type { Realm, Storage } from '@tegata/storage'
import { createAdmit } from './admit.ts'
import { createAssess } from './assess.ts'
import { createAttempt } from './attempt.ts'
import { createCookies } from './browser.ts'
import { createComing } from './coming.ts'
import { createConnect } from './connect.ts'
import { createConfirmMail } from './confirm-mail.ts'
import { createEmergency } from './emergency.ts'
import type { Situation } from './facts.ts'
import type { Hashing } from './hashing.ts'
import type { Interactions } from './interaction.ts'
import { createLetters } from './letters.ts'
import { createLinkJourneys } from './links.ts'
import { createAskForReset } from './lost-code.ts'
import { createMailedCodes } from './mailed-code.ts'
import { createPasswordCheck } from './sign-in.ts'
import { createJourneys } from './store.ts'
import { createWaysIn } from './ways-in.ts'
import type { ComposeMail } from '../mail/compose.ts'

export type PageNeeds = {
  publicUrl: URL
  storage: Storage
  hashing: Hashing
  compose: ComposeMail
  gatherFacts(situation: Situation): Promise<Facts>
  interactions: Interactions
  /** Whether mail of this realm goes out at all. */
  canMail(realm: Realm): boolean
}

/** The use cases that pages answer with, made once from what the application passes. */
export function createParts(needs: PageNeeds) {
  const { publicUrl, storage, hashing, compose, gatherFacts } = needs
  const journeys = createJourneys({ storage })
  const letters = createLetters({ storage, compose, publicUrl })
  const coming = createComing({ storage })
  return {
    ...needs,
    cookies: createCookies(publicUrl),
    journeys,
    letters,
    coming,
    ...createAdmit({ storage, journeys, letters, gatherFacts }),
    assess: createAssess({ storage, coming, gatherFacts }),
    waysIn: createWaysIn({ storage }),
    checkPassword: createPasswordCheck({ storage, hashing }),
    attempts: createAttempt({ storage, letters }),
    emergency: createEmergency({ storage, letters }),
    confirmMail: createConfirmMail({ storage, journeys, letters }),
    mailedCodes: createMailedCodes({ storage, journeys, letters }),
    connect: createConnect({ storage, journeys, letters, gatherFacts }),
    askForReset: createAskForReset({ storage, journeys, letters }),
    links: createLinkJourneys({ storage, journeys, letters }),
  }
}
export type Parts = ReturnType<typeof createParts>
