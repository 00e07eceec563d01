import { isProblem } from '@tegata/contract'
import { computed, reactive, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useDrafts } from '../../../session/drafts.ts'
import { sayProblem } from '../../../ui/say-problem.ts'
import { useCreateUpstream, useDiscover, type Upstream } from '../queries.ts'
import { lookOver, newDraft } from '../upstream-draft.ts'
import { useDraftWords } from '../upstream-words.ts'
import { aliasProblem, bodyOfNew, emptyNew, isNewProvider, meantBy, nameFrom, type Place } from './new-provider.ts'

const PLACE = 'add-upstream'

/** A provider on its way in: what is typed, what was found, what is wrong with it, and the two questions to the server. */
export function useNewProvider() {
  const { t } = useI18n()
  const drafts = useDrafts()
  const discover = useDiscover()
  const create = useCreateUpstream()
  const { sentences, saidByFields } = useDraftWords()

  const carried = drafts.take(PLACE)
  const restored = isNewProvider(carried)
  const form = reactive(restored ? carried : emptyNew())
  // A secret is typed again rather than kept anywhere.
  const secret = ref('')
  const tried = ref(false)
  const urlMissing = ref(false)
  let finished = false
  drafts.keep(PLACE, () => (finished || form.found === null ? null : JSON.parse(JSON.stringify(form))))

  const aliasTaken = computed(() => isProblem(create.error.value) && create.error.value.code === 'upstream.alias-taken')
  const problems = computed(() => (tried.value ? sentences(form.draft, create.error.value) : new Map()))
  const aliasSentence = computed(() => {
    const said = aliasTaken.value ? sayProblem(create.error.value, t) : null
    if (said) return `${said.why} ${said.fix}`
    const wrong = tried.value ? aliasProblem(form.alias) : null
    return wrong ? t(wrong === 'missing' ? 'fields.missing' : 'upstreams.problem.alias') : ''
  })
  const secretMissing = computed(() => tried.value && form.draft.clientAuth !== 'none' && secret.value.trim() === '')
  /** Seen here before asking; what the server refused is said by itself. */
  const incomplete = computed(() => (problems.value.size > 0 || secretMissing.value || aliasSentence.value !== '') && !create.error.value)

  const where = computed({
    get: () => form.place,
    set: (place: Place) => {
      form.place = place
      Object.assign(form.draft, meantBy[place])
    },
  })

  async function look(): Promise<void> {
    const typed = form.url.trim()
    urlMissing.value = typed === ''
    if (urlMissing.value || discover.isLoading.value) return
    const found = await discover.mutateAsync(/^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`).catch(() => null)
    if (!found) return
    form.found = found
    form.alias = found.suggested.alias
    form.place = 'beside'
    form.draft = newDraft(found, nameFrom(found, (kind) => t(`upstreams.looksLike.${kind}`)))
    create.reset()
    tried.value = false
  }

  function another(): void {
    form.found = null
    discover.reset()
  }

  /** The new provider; null when something is missing or refused, which is then said where it stands. */
  async function save(): Promise<Upstream | null> {
    tried.value = true
    if (create.isLoading.value) return null
    if (lookOver(form.draft).size > 0 || aliasProblem(form.alias) !== null || secretMissing.value) {
      create.reset()
      return null
    }
    const added = await create.mutateAsync(bodyOfNew(form, secret.value)).catch(() => null)
    finished = added !== null
    return added
  }

  return {
    form, secret, where, restored, urlMissing, problems, aliasSentence, secretMissing, incomplete, look, another, save,
    lookProblem: discover.error, looking: discover.isLoading, saving: create.isLoading,
    saveProblem: computed(() => (aliasTaken.value || saidByFields(create.error.value) ? null : create.error.value)),
  }
}
