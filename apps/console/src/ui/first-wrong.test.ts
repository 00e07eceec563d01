import { mount } from '@vue/test-utils'
import { ElCheckbox } from 'element-plus'
import { afterEach, describe, expect, test } from 'vitest'
import { h } from 'vue'
import { focusFirstWrong } from './first-wrong.ts'

afterEach(() => { document.body.replaceChildren() })

function land(html: string): string | undefined {
  document.body.innerHTML = `<form>${html}</form>`
  focusFirstWrong(document.querySelector('form'))
  return document.activeElement?.id
}

describe('Whoever cannot save yet is led', () => {
  test.each([
    ['to the first control that is wrong, past those that are not', '<input id="a" aria-invalid="false"><input id="b" aria-invalid="true"><input id="c" aria-invalid="true">', 'b'],
    ['to the first control of a group that is wrong, and to no sentence', '<fieldset data-wrong=""><legend>Kinds</legend><input id="a" type="checkbox" disabled><input id="b" type="checkbox"><p role="alert">Choose at least one.</p></fieldset>', 'b'],
    ['to what is marked inside such a group', '<div data-wrong=""><input id="a" type="radio"><input id="b" aria-invalid="true"></div>', 'b'],
    ['to a group that stands before a control', '<div data-wrong=""><button id="a"></button></div><input id="b" aria-invalid="true">', 'a'],
    ['nowhere where nothing is wrong', '<input id="a"><input id="b" aria-invalid="false">', ''],
  ])('%s', (_name, html, id) => {
    expect(land(html)).toBe(id)
  })

  test('to a box to tick, whose mark stands at its label', () => {
    const form = mount({ render: () => h('form', h(ElCheckbox, { 'aria-invalid': true }, () => 'Yes, nobody yet')) }, { attachTo: document.body })
    focusFirstWrong(form.element)
    expect(document.activeElement).toBe(form.get('input').element)
  })
})
