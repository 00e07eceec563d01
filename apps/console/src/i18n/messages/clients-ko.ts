import type { Words } from '../i18n.ts'

const clients: Words['clients'] = {
  title: '애플리케이션', lead: '이곳의 계정으로 로그인하는 애플리케이션입니다.', search: '이름 또는 클라이언트 ID', on: '켜짐', off: '꺼짐', builtIn: '내장', twoSecrets: '시크릿 2개',
  builtInHelp: '이 애플리케이션은 Tegata 자체의 것이므로 변경할 수 없습니다.', conflict: '그사이 다른 사람이 이 애플리케이션을 저장했습니다.',
  column: { name: '이름', kind: '종류', state: '상태' },
  none: { title: '애플리케이션이 없습니다', text: '일치하는 것이 없습니다. 추가하거나 다른 이름으로 찾아 주세요.' },
  kind: { web: '웹 애플리케이션', 'single-page': '싱글 페이지 애플리케이션', native: '모바일·데스크톱 앱', service: '서비스' },
  kindHelp: {
    web: '서버에서 실행되며 시크릿을 보관할 수 있습니다.', 'single-page': '브라우저에서만 실행됩니다. 시크릿이 없습니다.', native: '휴대폰이나 컴퓨터에 설치합니다. 시크릿이 없습니다.',
    service: '사람이 조작하지 않는 프로그램입니다. 자체 시크릿으로 로그인합니다.',
  },
  add: { title: '애플리케이션 추가', what: '어떤 애플리케이션인가요?', save: '애플리케이션 추가', done: '{name} 애플리케이션을 추가했습니다', goOn: '설정 방법으로 이동' },
  section: { about: '기본', addresses: '주소', demand: '코드' },
  field: {
    name: '이름', clientId: '클라이언트 ID', enabled: '사용', redirectUris: '리디렉션 주소', postLogoutRedirectUris: '로그아웃 후 주소',
    backchannelLogoutUri: '백채널 로그아웃 주소', firstParty: '자체 애플리케이션', minimumAcr: '애플리케이션의 코드 요구', apiAccess: 'API 사용 가능',
  },
  help: {
    name: '로그인 화면에 표시됩니다.', clientId: '애플리케이션 설정에 적습니다. 바뀌지 않습니다.',
    enabled: '사용하지 않으면 아무도 로그인할 수 없고 토큰도 끝납니다.', redirectUris: '로그인 후 돌아갈 곳을 한 줄에 하나씩 적습니다. 끝에는 와일드카드를 쓸 수 있습니다: https://app.example/*',
    postLogoutRedirectUris: '한 줄에 하나씩 적습니다.', backchannelLogoutUri: '이곳에서 세션이 끝나면 알립니다.', firstParty: '프로필을 읽어도 되는지 묻지 않습니다.',
    apiAccess: '그 토큰으로, 사용자나 서비스의 역할이 허용하는 범위에서 이 렐름의 API를 쓸 수 있습니다.',
  },
  demand: { none: '렐름의 규칙이 요구할 때만', one: '렐름의 규칙이 요구할 때만(acr 1)', code: '로그인할 때마다(종류 무관)', app: '로그인할 때마다(OTP 앱 이상)', passkey: '로그인할 때마다(패스키)' },
  demandHelp: {
    none: '렐름의 규칙에 따릅니다.', one: '렐름의 규칙에 따릅니다.', code: '메일 코드와 비상용 OTP 토큰도 인정합니다.', app: '메일 코드와 비상용 OTP 토큰으로는 부족합니다.',
    passkey: '다른 수단으로는 부족합니다.',
  },
  fault: {
    line: '{line}번째 줄: {fault}', 'too-many': '주소는 100개까지 가능합니다.', 'not-a-url': '웹 주소(https://…)가 아닙니다.',
    address: {
      characters: '공백, 백슬래시, 제어 문자는 쓸 수 없습니다.', fragment: '프래그먼트(샵 기호와 그 뒤)는 쓸 수 없습니다.', tricks: '../ 같은 경로는 쓸 수 없습니다.',
      relative: '완전한 주소를 입력해 주세요.', 'user-name': '사용자 이름을 넣을 수 없습니다.', unsafe: '안전하지 않은 스킴입니다.', 'not-https': '이 컴퓨터가 아니면 https를 써야 합니다.',
      'no-dot': 'com.example.app: 처럼 점이 있는 스킴이 필요합니다.', wildcard: '와일드카드는 경로 끝에 하나만 쓸 수 있습니다: /*',
    },
  },
  setup: {
    title: '설정 방법', library: '라이브러리', other: '그 밖에: 주소 목록', secret: '시크릿은 소스가 아니라 애플리케이션의 환경 변수에 넣어 주세요.',
    address: {
      issuer: '발급자(Issuer)', discovery: '디스커버리 문서', authorization: '인가 엔드포인트', token: '토큰 엔드포인트', userinfo: '사용자 정보 엔드포인트', keys: '키(JWKS)', signOut: '로그아웃 엔드포인트',
    },
  },
  secret: {
    label: '클라이언트 시크릿', kept: '이곳에는 해시 값만 보관합니다. 시크릿은 아무도 다시 읽을 수 없습니다.', once: '지금 복사하세요. 한 번만 표시됩니다.', onceHelp: '애플리케이션이 시크릿을 보관하는 곳에 넣어 주세요.',
    renew: '새 시크릿', text: '새 시크릿을 만들어 한 번 보여 줍니다.', question: '이전 시크릿을 언제까지 함께 받을까요?', make: '새 시크릿 만들기', seen: '복사했습니다',
    overlap: { 0: '함께 받지 않음', 1: '1시간', 24: '1일', 168: '1주일' }, overlapNone: '다른 사람이 알게 된 경우에 선택합니다. 새 시크릿을 넣을 때까지 애플리케이션이 동작하지 않습니다.',
    third: '이전 시크릿이 아직 남아 있습니다. 그것은 지금 끝나고, 현재 것과 새것만 받습니다.',
    old: '시크릿 두 개를 받고 있습니다. 이전 것이 저절로 끝나는 때:', endOld: '이전 것을 지금 끝내기', endTitle: '이전 시크릿을 지금 끝낼까요?', endText: '아직 쓰고 있는 애플리케이션은 바로 동작하지 않게 됩니다.',
  },
  delete: {
    section: '삭제', button: '애플리케이션 삭제', title: '{name} 애플리케이션을 삭제할까요?',
    text: '아무도 로그인할 수 없게 됩니다. 토큰, 역할, 사람들이 허용한 내용도 함께 사라지며 되돌릴 수 없습니다.', instead: '잠시 멈추려면 삭제하지 말고 사용 안 함으로 바꿔 주세요.',
    type: '계속하려면 다음을 입력하세요: {id}', mismatch: '클라이언트 ID와 다릅니다.',
  },
}
export default clients
