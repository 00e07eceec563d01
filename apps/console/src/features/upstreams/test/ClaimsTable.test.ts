import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { beforeAll, describe, expect, test } from 'vitest'
import { i18n, loadMessages } from '../../../i18n/i18n.ts'
import ClaimsTable from './ClaimsTable.vue'

beforeAll(() => loadMessages('en'))
const show = (claims: Record<string, unknown>) => mount(ClaimsTable, { props: { title: 'ID token', claims }, global: { plugins: [i18n, createPinia()] } })
const cells = (claims: Record<string, unknown>) => show(claims).findAll('tbody tr').map((row) => [row.get('th').text(), row.get('td').text()])

describe('claims as they came', () => {
  test.each([
    ['text', 'hana', 'hana'], ['a number', 3, '3'], ['a boolean', false, 'false'], ['nothing', null, 'null'], ['a short list', ['pwd', 'otp'], '["pwd","otp"]'],
    ['HTML', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'], ['empty text', '', ''], ['a name of many scripts', '伊藤 花 🌸', '伊藤 花 🌸'],
  ])('%s', (claim, value, shown) => {
    expect(cells({ [claim]: value })).toEqual([[claim, shown]])
  })

  test('a long list stands over several lines', () => {
    expect(show({ groups: Array.from({ length: 12 }, (_, index) => `group-${index}`) }).get('.value').element.textContent?.split('\n')).toHaveLength(14)
  })

  test('instants are readable beside the number; a number that is none stays one', () => {
    expect(cells({ auth_time: 1_795_321_237 })[0]?.[1]).toBe('1795321237Sun 22 Nov 2026, 04:20 UTC')
    expect(cells({ auth_time: 'yesterday', exp: -1, iat: 1e15, count: 1_795_321_237 }).map(([, value]) => value)).toEqual(['yesterday', '-1', '1000000000000000', '1795321237'])
  })

  test('no claims are said in words', () => {
    expect(show({}).text()).toContain('No claims.')
  })

  test('neither a claim nor its value becomes an element (XSS)', () => {
    const table = show({ '<b>name</b>': '<script>alert(1)</script>', deep: { '<i>x</i>': ['<svg onload=alert(1)>'] } })
    expect(table.findAll('b, i, script, svg')).toHaveLength(0)
    expect(table.text()).toContain('<svg onload=alert(1)>')
  })
})
