import { expect, test } from 'vitest'
import { catalogue, isProblem, Problem } from './problems.ts'

test.each(Object.entries(catalogue))('%s says in sentences what happened and what to do', (code, { status, why, fix }) => {
  expect(code).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/)
  expect(status).toBeGreaterThanOrEqual(400)
  expect(why).toMatch(/^[A-Z].*\.$/)
  expect(fix).toMatch(/^[A-Z].*\.$/)
})

test('RFC 9457: a problem prints type, status, title and detail, and never its cause', () => {
  const problem = new Problem('user.not-found', {}, { cause: new Error('select * from users') })
  expect(JSON.parse(JSON.stringify(problem))).toEqual({
    type: 'urn:tegata:problem:user.not-found', code: 'user.not-found', status: 404,
    title: catalogue['user.not-found'].why, detail: catalogue['user.not-found'].fix,
  })
})

test('another copy of this package is recognised by name', () => {
  const foreign = Object.assign(new Error('…'), { name: 'Problem', code: 'user.not-found' })
  expect(isProblem(foreign)).toBe(true)
  expect(isProblem(Object.assign(new Error('…'), { name: 'Problem', code: 'user.unheard-of' }))).toBe(false)
})
