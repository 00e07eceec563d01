const controls = ['input', 'select', 'textarea', 'button'].map((control) => `${control}:not([disabled])`).join(', ')

/**
 * Leads to the first control that is marked as wrong. A group of them (`data-wrong`), and a box whose mark stands at its label,
 * lead to the first control inside: nobody lands on a sentence.
 */
export function focusFirstWrong(root: ParentNode | null | undefined): void {
  const wrong = root?.querySelector<HTMLElement>('[aria-invalid="true"], [data-wrong]')
  if (!wrong) return
  const control = wrong.matches(controls) ? wrong : wrong.querySelector<HTMLElement>('[aria-invalid="true"]') ?? wrong.querySelector<HTMLElement>(controls)
  control?.focus()
}
