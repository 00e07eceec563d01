import { exportColumns, type ImportColumn, type ImportedPerson, type ImportFailure, valueOf } from '@tegata/contract'
import type { Answer } from './fake-answers.ts'
import type { Asked, World } from './fake-server.ts'
import { person, type Person } from './people.ts'

type Row = { line: number, cells: string[] }
const names = { givenName: 'givenName', familyName: 'familyName', email: 'email', department: 'department' } as const

const cellOf = (who: Person, column: string): string =>
  column === 'username' ? who.username : column === 'otpConfigured' ? String(who.otpRequired) : column === 'enabled' ? String(who.enabled)
    : column in names ? String(who[names[column as keyof typeof names]] ?? '') : ''

/** What the fake server makes of lines of a file: names, address, department, the two switches. */
export function fileAnswers(world: World, { id, body, input }: Asked): Answer | null {
  if (id === 'exportUsers') {
    const from = Number(input['cursor'] ?? 0)
    const shown = world.people.filter(({ department }) => !input['department'] || department === input['department'])
    const page = shown.slice(from, from + world.pageSize)
    const next = from + world.pageSize < shown.length ? String(from + world.pageSize) : null
    return { value: { columns: exportColumns, rows: page.map((who) => exportColumns.map((column) => cellOf(who, column))), next } }
  }
  if (id === 'exportNamedUsers') {
    const named = world.people.filter(({ id: each }) => (body['userIds'] as string[]).includes(each))
    return { value: { columns: exportColumns, rows: named.map((who) => exportColumns.map((column) => cellOf(who, column))) } }
  }
  if (id !== 'previewImport' && id !== 'importUsers') return null
  const [columns, rows] = [body['columns'] as ImportColumn[], body['rows'] as Row[]]
  const confirmed = (body['removals'] as number[] | undefined) ?? []
  const answer = { added: 0, changed: 0, unchanged: 0, failures: [] as ImportFailure[], people: [] as ImportedPerson[] }
  for (const { line, cells } of rows) {
    const said = new Map(columns.map((column, index) => [column, valueOf(cells[index] ?? '')]))
    const username = said.get('username') ?? ''
    const who = world.people.find((each) => each.username === username)
    const email = said.get('email') ?? ''
    if (email !== '' && !email.includes('@')) {
      answer.failures.push({ line, column: 'email', code: 'email-invalid', detail: 'This is no email address.' })
      continue
    }
    const fields = [...said].filter(([column, value]) => column !== 'username' && value !== '' && (!who || cellOf(who, column) !== value))
      .map(([column, value]) => ({ column, before: who ? cellOf(who, column) || null : null, after: value }))
    const removes = who !== undefined && said.get('otpConfigured') === 'false' && who.otpRequired && who.authenticators.length > 0
    if (who && fields.length === 0) {
      answer.unchanged += 1
      continue
    }
    if (id === 'importUsers' && removes && !confirmed.includes(line)) {
      answer.failures.push({ line, column: 'otpConfigured', code: 'removal-not-confirmed', detail: 'This line removes authenticators, and was not confirmed.' })
      continue
    }
    answer[who ? 'changed' : 'added'] += 1
    answer.people.push({
      line, kind: who ? 'changed' : 'added', userId: who?.id ?? null, username, fields, removes, authenticators: removes ? who.authenticators.length : 0, emergencyTokens: 0, disables: who !== undefined && said.get('enabled') === 'false',
      givenName: said.get('givenName') ?? who?.givenName ?? '', familyName: said.get('familyName') ?? who?.familyName ?? '',
    })
    if (id === 'previewImport') continue
    const target = who ?? person(username, said.get('familyName') ?? '', said.get('givenName') ?? '')
    if (!who) world.people.push(target)
    for (const { column, after } of fields) if (column in names) Object.assign(target, { [names[column as keyof typeof names]]: after })
    if (said.get('otpConfigured') === 'false') Object.assign(target, { otpRequired: false, authenticators: [] })
  }
  return { value: answer }
}
