import type { Words } from '../i18n.ts'

/** 사용자 목록: 필터와 선택 */
const people: Words['people'] = {
  question: { waits: '잘못된 코드로 대기 중', neverSignedIn: '한 번도 로그인하지 않은 사람', unused: '코드를 1년 동안 쓰지 않은 사람' },
  filter: {
    group: { who: '소속과 권한', code: '코드와 토큰', signIn: '로그인' },
    inUse: '{count}개 사용 중', chosen: '{count}개 선택됨(추가 가능)',
    kind: { label: '설정된 방식', app: 'OTP 앱', email: '이메일 코드', unproved: '이메일(미확인)', several: '여러 개', suspended: '정지됨' },
    lockedOut: { label: '로그인 불가', yes: '최근 24시간', chip: '최근 24시간 동안 로그인하지 못함' },
    waits: { label: '잘못된 코드', now: '지금 대기 중' },
    tokens: {
      label: '비상용 OTP 토큰', none: '남은 토큰 없음', last: '1개 남음', some: '2개 이상 남음',
      noneChip: '비상용 OTP 토큰 없음', lastChip: '비상용 OTP 토큰 1개 남음', someChip: '비상용 OTP 토큰 2개 이상 남음',
    },
    unused: { label: '코드 미사용', days: '{count}일 동안', chip: '코드를 {count}일 동안 쓰지 않음' },
    shared: { label: '공유 계정', yes: '공유', no: '공유 아님' },
    last: {
      never: '없음', before: '지정일 이전', since: '지정일 이후', between: '기간 지정', from: '이날부터', to: '이날 전까지',
      neverChip: '로그인한 적 없음', beforeChip: '마지막 로그인: {date} 이전', sinceChip: '마지막 로그인: {date} 이후',
    },
    upstream: { label: '공급자', trusted: '신뢰하는 공급자에 연결됨', none: '연결된 공급자 없음', chip: '연결된 공급자: {provider}' },
    proved: { label: '이메일', yes: '이메일 확인됨', no: '이메일 미확인' },
    oneMailbox: { label: '메일함', yes: '모두 같은 메일함' },
  },
  column: { policyGroup: '정책 그룹', tokens: '남은 토큰', tokensLeft: '비상용 OTP 토큰 {count}개 남음', noTokens: '남은 비상용 OTP 토큰 없음' },
  looking: { on: '모든 사용자를 확인하는 중… {count}명 찾음', stop: '중지', stopped: '중지됨: 지금까지 {count}명 찾음', goOn: '계속 찾기', more: '더 보기' },
  shownOf: '{total}명 중 처음 {count}명', total: '{count}+',
  select: {
    one: '선택: {name}', all: '표시된 {count}명 모두 선택', selected: '{count}명 선택됨', everybody: '조건에 맞는 모든 사용자({total}명)가 선택됨',
    everything: '조건에 맞는 모든 사용자({total}명) 선택', clear: '선택 해제', bar: '선택한 사용자', actions: '작업', export: '선택한 사용자 내보내기',
  },
}
export default people
