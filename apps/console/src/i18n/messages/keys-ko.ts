import type { Words } from '../i18n.ts'

const keys: Words['keys'] = {
  title: '서명 키', lead: '렐름이 애플리케이션에 알리는 내용에 서명하는 키입니다. 공개 키는 애플리케이션이 직접 가져갑니다.',
  column: { key: '키', algorithm: '알고리즘', state: '상태', since: '일시' },
  state: { active: '서명 중', next: '곧 사용', old: '더 이상 서명하지 않음' },
  stateHelp: {
    active: '서명 시작: {date}', next: '공개: {date}, 사용 가능: {from}', old: '서명한 것은 아직 유효합니다. 생성: {date}',
  },
  rotate: '키 교체', publish: '새 키 공개', activate: '새 키로 서명 시작',
  explain: {
    publish: '새 키를 지금 공개하고, 모든 애플리케이션이 받아 간 한 시간 뒤부터 서명합니다. 아무도 로그아웃되지 않고 애플리케이션을 바꿀 필요도 없습니다.',
    wait: '새 키가 공개되었습니다. 서명할 수 있는 때: {date}. 그때 다시 교체해 주세요.',
    activate: '공개된 키로 서명을 시작합니다. 이전 키는 서명한 것이 모두 만료될 때까지 계속 공개됩니다. 아무도 로그아웃되지 않습니다.',
  },
  stolen: {
    section: '키를 도난당한 경우', text: '모든 키를 즉시 바꿉니다. 이전 키로 서명한 것은 그 순간부터 무효이며, 애플리케이션은 다시 로그인을 요구해야 합니다.',
    button: '모든 키를 지금 바꾸기', title: '모든 키를 지금 바꿀까요?', realm: '계속하려면 다음을 입력하세요: {realm}', mismatch: '렐름 이름과 다릅니다.',
  },
  done: { published: '새 키를 공개했습니다. 다시 교체할 수 있는 때: {date}.', activated: '새 키로 서명합니다.', waiting: '새 키를 아직 쓸 수 없습니다. 다시 교체할 수 있는 때: {date}.' },
}
export default keys
