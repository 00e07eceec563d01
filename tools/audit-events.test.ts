// Every name in the audit log is in one catalogue, is written somewhere, and has its words where people see it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { activityWord } from '../apps/server/src/account/overview.ts'
import { auditEvents, isAuditType, seenBy } from '../apps/server/src/audit/events.ts'
import { en as pages } from '../apps/server/src/ui/messages/en.ts'
import { eventGroups } from '../apps/console/src/features/audit/event-groups.ts'
import en from '../apps/console/src/i18n/messages/en.ts'
import ja from '../apps/console/src/i18n/messages/ja.ts'
import ko from '../apps/console/src/i18n/messages/ko.ts'

const home = join(import.meta.dirname, '../apps/server/src')
const code = readdirSync(home, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|test-support|audit\/events\.ts$|\/messages\/|samples\.ts$/.test(name))
  .map((name) => readFileSync(join(home, name), 'utf8')).join('\n')

/** `event('user.created'`, `record('password.changed'`, `type: isNew ? 'authenticator.added' : 'authenticator.replaced'`. */
const written = new Set([...code.matchAll(/(?:\bevent\(|\brecord\(|\btype: [^',\n]*)'([a-z-]+\.[a-z-]+)'(?: : '([a-z-]+\.[a-z-]+)')?/g)]
  .flatMap(([, one, other]) => [one, other]).filter((name) => name !== undefined))

describe('the audit log', () => {
  test('has no event that the catalogue does not know', () => {
    expect(written.size).toBeGreaterThan(40)
    expect([...written].filter((name) => !isAuditType(name))).toEqual([])
  })

  test('has no name in the catalogue that nothing writes', () => {
    expect(Object.keys(auditEvents).filter((name) => !code.includes(`'${name}'`))).toEqual([])
  })
})

describe('words for events', () => {
  const words = seenBy('person').map((type) => activityWord({ type, detail: {} }))

  test('the account page has its own for each that a person sees, in every language (catalogues are held to English elsewhere)', () => {
    expect(words.filter((word) => word === 'other' || word === null)).toEqual(['other'])
    expect(activityWord({ type: 'user.changed', detail: { after: { email: 'new@example.org' } } })).toBe('email.changed')
    expect(activityWord({ type: 'user.deleted', detail: {} })).toBeNull()
  })

  test('and none without an event', () => {
    const known = Object.keys(pages).filter((key) => key.startsWith('event.')).map((key) => key.slice('event.'.length))
    expect(known.filter((word) => !words.some((each) => each === word))).toEqual(['email.changed'])
  })

  test.each(Object.entries({ en, ja, ko }))('the console has one for each that the help desk sees, and none besides: %s', (_, { activity }) => {
    expect(Object.keys(activity.type).sort()).toEqual(seenBy('helpDesk').map((name) => name.replaceAll(/[.-]/g, '_')).sort())
  })

  test.each(Object.entries({ en, ja, ko }))('the audit log has one for each of the others, and none besides: %s', (_, { activity, audit }) => {
    const known = Object.keys(auditEvents).map((name) => name.replaceAll(/[.-]/g, '_'))
    expect(Object.keys(audit.type).sort()).toEqual(known.filter((word) => !Object.hasOwn(activity.type, word)).sort())
  })

  test('the audit log offers every event under one kind, and none that is not written', () => {
    expect(Object.values(eventGroups).flat().sort()).toEqual(Object.keys(auditEvents).sort())
  })
})
