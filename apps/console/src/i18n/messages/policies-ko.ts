import type { Words } from '../i18n.ts'

/** 액세스 정책 그룹 */
const policyGroups: Words['policyGroups'] = {
  title: '액세스 정책 그룹', add: '그룹 추가', none: '그룹 없음',
  lead: '그룹마다 OTP 코드를 요구할지 정합니다. 어느 그룹에도 없는 사람은 ‘OTP 설정’과 본인의 설정 상태를 따릅니다.',
  empty: {
    title: '액세스 정책 그룹이 아직 없습니다',
    text: '그룹을 사용하면 특정한 사람에게 로그인할 때마다 코드를 요구하거나 요구하지 않게 할 수 있습니다. 그룹에 없는 사람은 그대로입니다.',
    readOnly: '지금은 모두 ‘OTP 설정’과 본인의 설정 상태를 따릅니다. 그룹은 전체 관리자가 추가할 수 있습니다.',
  },
  column: { people: '인원' },
  nobody: '없음', people: '{count}명', atLeast: '{count}명 이상', show: '사용자 목록에서 보기',
  how: '각 사용자 페이지의 ‘액세스 정책 – 액세스 정책 그룹’에서 추가합니다.',
  new: '저장했습니다. 이 그룹에는 아직 아무도 없습니다.',
  section: '규칙', kindsJoin: ', ',
  field: {
    name: '표시 이름', ask: 'OTP 인증 건너뛰기', conditions: '조건', kinds: '코드로 인정하는 것', onUnenrolled: '아직 설정하지 않은 사람',
    sessionsBefore: '이미 로그인한 사람', afterEmergency: '비상용 OTP 토큰을 쓴 다음',
  },
  ask: { always: '항상 OTP 요구', unless: '특정 조건에서 OTP 요구 안 함', never: 'OTP 요구 안 함' },
  askHelp: {
    always: '이 그룹의 사람은 로그인할 때마다 코드를 입력합니다.',
    unless: '아래 조건 가운데 하나가 모두 충족될 때를 빼고 코드를 요구합니다.',
    never: '본인의 ‘OTP 설정’이 켜져 있거나, 애플리케이션이 코드를 요구하거나, 강제 규칙이 시행 중일 때를 빼고 코드를 요구하지 않습니다.',
  },
  onUnenrolled: { enrol: '비밀번호를 입력한 뒤 설정', mailLink: '비밀번호와 메일 확인 뒤 설정', codeOnly: '비상용 OTP 토큰이 있어야 로그인', deny: '관리자의 도움이 있어야 로그인' },
  onUnenrolledHelp: {
    enrol: '대상이 된 지 얼마 안 되었을 때(렐름 설정, 기본 14일)는 비밀번호만으로 설정할 수 있습니다. 그 뒤에는 메일 확인도 필요하며, 관리자에게는 항상 필요합니다.',
    mailLink: '등록된 주소로 보낸 코드로 본인을 확인합니다. 확인된 주소가 없으면 비상용 OTP 토큰이 필요합니다.',
    codeOnly: '코드도 비상용 OTP 토큰도 없는 사람은 로그인할 수 없게 됩니다.',
    deny: '코드가 없는 사람은 관리자가 설정해 줄 때까지 로그인할 수 없습니다.',
  },
  sessionsBefore: { letRunOut: '최대 하루 동안 그대로 사용', askAtNextUse: '다음에 사용할 때 코드 요구' },
  afterEmergency: { nextSignIn: '다음 로그인 때 새로 설정', enrolNow: '바로 새로 설정', nothing: '설정하지 않아도 됨' },
  kindMissing: { off: '이 렐름에서는 이메일 코드를 사용하지 않습니다', mail: '메일 서버가 없어 여기서는 아무도 설정할 수 없습니다', release: '여기서는 아직 아무도 설정할 수 없습니다' },
  problem: { noKind: '하나 이상 선택해 주세요. 이대로는 그룹의 누구도 코드를 쓸 수 없습니다.' },
  conflict: '편집하는 동안 다른 사람이 이 그룹을 저장했습니다.',
  save: { title: '“{name}” 그룹을 저장할까요?', do: '저장' },
  copy: { button: '복사', named: '{name} 복사', title: '액세스 정책 그룹 복사', text: '“{name}” 그룹의 내용을 그대로 가져오며, 복사본에는 아무도 없습니다.' },
  delete: {
    section: '삭제', button: '삭제…', do: '삭제', title: '“{name}” 그룹을 삭제할까요?', text: '그룹의 사람은 다른 그룹으로 옮기거나 그룹 없음으로 둡니다. 각자 설정한 것은 남습니다.',
    empty: '아무도 없으므로 영향을 받는 사람이 없습니다.', people: '이 그룹의 인원: {people}', moveTo: '옮길 곳',
  },
  impact: {
    many: {
      nothing: '해당하는 {count}명에게는 달라지는 것이 없습니다.', asked: '{count}명에게 코드를 요구하게 됩니다.', setUp: '{count}명이 다음 로그인 때 코드를 설정해야 합니다.',
      notAsked: '{count}명에게 더 이상 코드를 요구하지 않습니다.', lockedOut: '{count}명이 로그인할 수 없게 됩니다.',
    },
    one: {
      nothing: '{name} 님의 다음 로그인은 달라지지 않습니다.', asked: '{name} 님에게 코드를 요구하게 됩니다.', setUp: '{name} 님은 다음 로그인 때 코드를 설정해야 합니다.',
      notAsked: '{name} 님에게 더 이상 코드를 요구하지 않습니다.', lockedOut: '{name} 님은 로그인할 수 없게 됩니다.',
    },
    who: '대상자', lockedOutHelp: '코드를 요구받지만 로그인할 방법이 없습니다. 먼저 비상용 OTP 토큰을 전달해 주세요.',
    further: '그 밖에 {count}명',
    how: '모두가 지금 비밀번호로, 어디서든 로그인한다고 보고 실제 규칙으로 판단한 결과입니다. 비활성 계정은 세지 않습니다.',
  },
  next: { in: '코드를 요구하지 않습니다.', code: '코드를 요구합니다.', 'set-up': '코드를 설정해야 합니다.', token: '비상용 OTP 토큰이 있어야 로그인할 수 있습니다.', 'locked-out': '로그인할 수 없습니다.' },
  reason: {
    line0_user_disabled: '계정이 비활성 상태입니다.', line0_realm_disabled: '렐름이 비활성 상태입니다.', line0_shared_account: '강제 규칙 “{rule}”: 공유 계정을 허용하지 않습니다.',
    line1_in_force: '강제 규칙 “{rule}” 시행 중: 그룹 설정으로 완화할 수 없습니다.', line4_on: '본인의 ‘OTP 설정’이 켜져 있습니다.',
    line5_always: '그룹 “{rule}”: 항상 요구합니다.', line6_not_exempt: '그룹 “{rule}”: 조건에 해당하지 않으면 요구합니다.',
    line6_exempt: '그룹 “{rule}”: 조건에 해당합니다.', line7_never: '그룹 “{rule}”: 요구하지 않습니다.',
    line8_has_one: '이 렐름에서는 코드를 설정한 사람에게 코드를 요구합니다.', line9_otherwise: '코드를 요구하는 규칙이 없습니다.', other: '판단: {code}',
  },
  person: {
    title: '액세스 정책 – 액세스 정책 그룹', group: '그룹', rule: '비밀번호로 로그인할 때', since: '시작', until: '종료', previous: '이전', putBack: '되돌리기',
    change: '그룹 변경', changeTitle: '{name} 님의 액세스 정책 그룹', save: '변경 사항 저장', same: '지금의 그룹입니다.', disabled: '비활성 계정이므로 로그인할 수 없습니다.',
  },
  filter: { label: '정책 그룹', none: '정책 그룹 없음', chip: '정책 그룹: {name}', unknown: '정책 그룹' },
}
export default policyGroups
