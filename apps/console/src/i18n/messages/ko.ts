import type { Words } from '../i18n.ts'
import audit from './audit-ko.ts'
import clients from './clients-ko.ts'
import coming from './coming-ko.ts'
import dashboard from './dashboard-ko.ts'
import enforcements from './enforcements-ko.ts'
import helpDesk from './help-desk-ko.ts'
import emailed from './emailed-ko.ts'
import files from './files-ko.ts'
import keys from './keys-ko.ts'
import readiness from './readiness-ko.ts'
import shared from './shared-ko.ts'
import simulator from './simulator-ko.ts'
import realm from './realm-ko.ts'
import people from './people-ko.ts'
import bulk from './bulk-ko.ts'
import auditWords from './audit-words-ko.ts'
import branding from './branding-ko.ts'
import policyGroups from './policies-ko.ts'
import policyConditions from './policy-conditions-ko.ts'
import policyHistory from './policy-history-ko.ts'
import policyUntil from './policy-until-ko.ts'
import upstreams from './upstreams-ko.ts'
import trace from './trace-ko.ts'
import userPage from './user-page-ko.ts'

const ko: Words = {
  common: {
    loading: '불러오는 중…', tryAgain: '다시 시도', cancel: '취소', close: '닫기', remove: '삭제', optional: '(선택)',
    yes: '예', no: '아니요', empty: '(비어 있음)',
    copy: '복사', copyNamed: '복사: {what}', copied: '복사했습니다.', notCopied: '복사하지 못했습니다. 선택해서 직접 복사하세요.',
    unsaved: '아직 저장하지 않았습니다', save: '저장', discard: '되돌리기', saved: '저장했습니다.',
    restored: '저장하지 않은 입력 내용을 다시 불러왔습니다.',
    conflict: {
      text: '입력한 내용은 그대로 있습니다. 확인한 뒤 다시 저장해 주세요.', change: '{field}: {before} → {now}', mine: '입력한 내용: {value}', takeTheirs: '상대방 내용 사용',
    },
  },
  shell: {
    skip: '본문으로 이동', menu: '메뉴', navigation: '페이지', console: '관리 콘솔', you: '내 계정', language: '언어', theme: '화면',
    themes: { system: '시스템', light: '밝게', dark: '어둡게' }, signOut: '로그아웃',
    readOnly: '읽기 전용입니다. 모두 볼 수 있지만 변경할 수는 없습니다.',
  },
  nav: { people: '사용자 관리', connections: '연동', realmHead: '렐름', dashboard: '대시보드', users: '사용자', resetRequests: '초기화 요청', accessControl: '액세스 제어', policyGroups: '액세스 정책 그룹', upstreams: 'ID 공급자', clients: '애플리케이션', keys: '서명 키', realm: '렐름 설정', audit: '감사 로그', open: '미처리 {count}건' },
  noPermission: {
    title: '관리자용 콘솔입니다',
    text: '현재 로그인한 사용자({name})에게는 이 렐름의 관리자 역할이 없습니다. 전체 관리자에게 역할을 요청하거나 다른 계정으로 로그인해 주세요.',
    other: '다른 계정으로 로그인',
  },
  notFound: { title: '페이지를 찾을 수 없습니다', text: '주소가 오래되었거나 잘못 입력되었을 수 있습니다.', go: '사용자 목록으로' },
  signedOut: { title: '로그아웃했습니다', text: '이 컴퓨터에서는 아무도 관리 콘솔에 로그인되어 있지 않습니다.', again: '다시 로그인' },
  signInFailed: {
    title: '로그인하지 못했습니다', again: '다시 로그인',
    reason: {
      access_denied: '로그인이 도중에 취소되었습니다.',
      unknown_state: '오래된 주소로 열었거나, 로그인을 시작한 탭이 아닌 다른 탭에서 열었습니다.',
      unreachable: '지금은 서버에 연결할 수 없습니다. 네트워크를 확인한 뒤 다시 시도해 주세요.',
      invalid_grant: '로그인하는 데 시간이 너무 오래 걸렸거나 이 페이지를 두 번 열었습니다.',
      unmet_authentication_requirements: '이 페이지에 필요한 인증을 마치지 못했습니다.',
      other: '서버 응답: {reason}',
    },
  },
  confirm: {
    fresh: { title: '본인인지 확인해 주세요', text: '이 작업을 하려면 코드를 다시 입력해야 합니다. 작은 창이 열리며, 이 페이지는 그대로 유지됩니다.' },
    ended: { title: '세션이 끝났습니다', text: '작은 창에서 다시 로그인해 주세요. 이 페이지와 입력한 내용은 그대로 유지됩니다.' },
    go: '계속', again: '창 다시 열기', here: '이 창에서 계속', anew: '다시 로그인', account: '계정 페이지 열기',
    waiting: '작은 창에서 확인하기를 기다리는 중…',
    hindrance: {
      blocked: '브라우저가 작은 창을 차단했습니다. 이 창에서 계속할 수도 있으며, 입력한 내용은 유지됩니다.',
      closed: '확인을 마치기 전에 작은 창이 닫혔습니다.', refused: '확인하지 못했습니다. 변경된 내용은 없습니다.',
      'other-person': '다른 사람이 로그인했습니다. 지금 사용 중인 계정으로 로그인해 주세요.', unreachable: '지금은 서버에 연결할 수 없습니다. 변경된 내용은 없습니다.',
      'no-code': 'OTP 코드를 묻지 않았습니다. OTP가 설정되어 있지 않거나, 이 작업에는 쓸 수 없는 비상용 OTP 토큰으로 로그인했기 때문입니다. 계정 페이지에서 OTP를 설정하거나, 다시 로그인해 코드를 입력하세요. 양식에 입력한 내용은 그대로 남아 있습니다.',
    },
  },
  roles: {
    'global-admin': '전체 관리자', 'read-only-admin': '읽기 전용 관리자', 'certificate-admin': '인증서 관리자',
    'secure-browser-admin': '보안 브라우저 관리자', 'certificate-and-secure-browser-admin': '인증서 및 보안 브라우저 관리자', 'help-desk': '헬프데스크',
  },
  users: {
    title: '사용자 목록', search: '이름, 읽는 법, 사용자 이름, 이메일, 접수 번호', administrator: '관리자', disabled: '비활성', neverSignedIn: '없음',
    more: '더 보기', shown: '{count}명', shownMore: '처음 {count}명',
    column: { name: '이름', otp: 'OTP 코드', department: '부서', lastSignIn: '마지막 로그인' },
    nobody: { title: '해당하는 사람이 없습니다', text: '입력한 내용을 확인하거나 필터를 해제해 보세요.', all: '모두 보기' },
    none: { title: '아직 사용자가 없습니다', text: '‘사용자 추가’에서 첫 사용자를 추가해 주세요.' },
    filter: {
      title: '필터', any: '전체', role: '역할', otp: 'OTP 코드', state: '계정', enabled: '활성', disabled: '비활성',
      anyAdministrator: '관리자(모든 역할)', active: '사용 중인 필터', remove: '필터 해제: {filter}', clear: '모두 해제',
      questions: {
        administratorsWithoutOtp: 'OTP 미설정 관리자', waiting: '아직 코드를 설정하지 않은 사람', disabled: '비활성 계정',
      },
    },
    otp: {
      title: 'OTP 코드', box: 'OTP 설정', boxHelp: '이 사용자는 OTP 코드를 사용해야 합니다.',
      status: { 'set-up': '설정됨', waiting: '설정 대기', 'not-required': '필요 없음', token: '토큰 필요', 'locked-out': '로그인 불가' },
      filter: {
        'not-set-up': '미설정', 'set-up': '설정됨', waiting: '필요하지만 미설정', required: '필요', 'not-required': '필요 없음, 미설정',
      },
    },
    truth: {
      join: '{one} {two}',
      demand: { box: '코드가 필요합니다.', rule: '이 설정으로는 필요 없지만 다른 규칙 때문에 코드가 필요합니다.', 'unless-exempt': '이 설정으로는 필요 없지만, 예외 조건에 해당하지 않는 곳에서 로그인하면 정책 그룹 때문에 코드가 필요합니다.', none: '코드가 필요하지 않습니다.' },
      waiting: '아직 설정하지 않았습니다.', absent: '설정되어 있지 않습니다.',
      setUp: '{date}에 설정', setUpBy: '{date}에 설정({who})', setUpAndUsed: '{setUp}, {used}.',
      lastUsed: '마지막 사용 {date}', neverUsed: '이후 사용 없음',
      next: {
        here: {
          in: '다음 로그인 때 코드를 요구하지 않습니다.', code: '다음 로그인 때 코드를 요구합니다.', 'set-up': '다음 로그인 때 설정합니다.',
          token: '다음에는 비상용 OTP 토큰이 있어야 로그인할 수 있습니다.', 'locked-out': '다음에는 로그인할 수 없습니다.',
        },
        there: {
          in: '다음 로그인 때 코드를 요구하지 않습니다.', code: '그런 곳에서는 다음 로그인 때 코드를 요구합니다.', 'set-up': '그런 곳에서는 다음 로그인 때 설정합니다.',
          token: '그런 곳에서는 비상용 OTP 토큰이 있어야 로그인할 수 있습니다.', 'locked-out': '그런 곳에서는 로그인할 수 없습니다.',
        },
        password: {
          in: '비밀번호로 로그인할 때도 코드를 요구하지 않습니다.', code: '비밀번호로 로그인할 때는 코드를 요구합니다.', 'set-up': '비밀번호로 로그인할 때 설정합니다.',
          token: '비밀번호로는 비상용 OTP 토큰이 있어야 로그인할 수 있습니다.', 'locked-out': '비밀번호로는 로그인할 수 없습니다.',
        },
      },
      by: { administrator: '관리자', import: '가져오기' },
    },
    plan: {
      turnOn: '저장하면 {name} 님은 다음 로그인 때 코드를 설정합니다. 로그아웃되지 않습니다.',
      turnOnRegistered: '저장하면 {name} 님은 로그인할 때마다 코드를 입력합니다. 로그아웃되지 않습니다.',
      signOutNow: '지금 로그아웃시키기',
      turnOff: '저장하면 다른 규칙에서 코드를 요구하지 않는 한 {name} 님의 인증 수단이 삭제되고 모든 기기에서 로그아웃됩니다.',
      reset: '껐다가 다시 켜면 초기화됩니다. 저장하면 {name} 님의 인증 수단이 모두 삭제되고 모든 기기에서 로그아웃됩니다. {afterwards}',
      turnOnResets: '이전에 켜져 있었으므로 켜면 초기화됩니다. 저장하면 {name} 님의 인증 수단이 모두 삭제되고 모든 기기에서 로그아웃됩니다. {afterwards}',
      noReset: '초기화하지 않고 켜 두기',
    },
    wait: { text: '잘못된 코드가 여러 번 입력되어 {date}까지 {name} 님의 코드를 받지 않습니다.', lift: '대기 해제' },
    field: {
      givenName: '이름', familyName: '성', email: '이메일', username: '사용자 이름', sortName: '읽는 법',
      sortNameHelp: '이름을 읽고 정렬하는 방법입니다(예: 가나).', department: '부서',
      language: '언어', languageHelp: '메일과 화면에 사용합니다.', noLanguage: '브라우저 설정', enabled: '활성', enabledHelp: '비활성 계정으로는 로그인할 수 없습니다.',
    },
    add: {
      title: '사용자 추가', save: '추가', sendMail: '설정 메일을 지금 보내기',
      sendMailHelp: '메일을 받은 사람이 코드와 비밀번호를 설정합니다.', needsAddress: '이메일 주소가 필요합니다.',
      noMailServer: '이 렐름에는 아직 메일 서버가 없습니다.',
    },
    edit: { title: '사용자 편집', profile: '프로필' },
    conflict: { title: '그사이에 다른 사람이 이 사용자를 저장했습니다.', box: '‘OTP 설정’이 변경되어, 여기서 바꾼 내용은 되돌렸습니다.' },
    reset: {
      title: '{name} 님의 OTP를 초기화할까요?', button: 'OTP 초기화',
      removes: '인증 수단 {count}개와 모든 백업 코드를 삭제하고 {name} 님을 모든 기기에서 로그아웃합니다.',
      everything: '모든 인증 수단과 백업 코드를 삭제하고 {name} 님을 모든 기기에서 로그아웃합니다.',
      reference: '접수 번호 {reference} 화면만 다음으로 넘어갑니다. 번호를 읽어 달라고 요청하세요.',
      instead: '휴대폰을 두고 온 경우라면 초기화하지 말고 비상용 OTP 토큰을 전달하세요.',
      reason: '{name} 님 본인인지 어떻게 확인했나요?', reasonHelp: '예: 주소록에 있는 번호로 다시 전화했습니다. 감사 로그에 남습니다.',
      done: '{name} 님의 OTP를 초기화했습니다. {afterwards}',
    },
    afterReset: {
      'set-up': '다음 로그인 때 다시 설정합니다.',
      'confirm-mail': '다음 로그인 때 등록된 주소로 받은 코드를 입력한 뒤 다시 설정합니다.',
      'emergency-token': '다시 로그인하려면 관리자가 주는 비상용 OTP 토큰이 필요합니다({name} 님).',
      'set-up-mail': '{name} 님에게 새 설정 메일이 함께 발송됩니다.',
      help: '그 후에는 {name} 님이 관리자 도움 없이 로그인할 수 없습니다.',
    },
    roles: {
      title: '역할', none: '역할이 없습니다.', pick: '역할 선택', give: '부여', withdraw: '역할 회수: {role}', via: '그룹: {groups}',
    },
    groups: { title: '그룹', none: '속한 그룹이 없습니다.', pick: '그룹 선택', put: '추가', leave: '그룹에서 빼기: {group}' },
  },
  authenticators: {
    none: '설정된 것이 없습니다.', lastUsed: '마지막 사용', neverUsed: '아직 사용 안 함',
    removeNamed: '삭제: {name}', removeText: '이 코드는 바로 사용할 수 없게 되며, 본인에게 메일로 알립니다.',
    kind: { totp: 'OTP 앱', 'emailed-code': '이메일 코드', push: '푸시', passkey: '패스키' },
    boundBy: {
      'first-proof': '로그인 때 설정', mailbox: '메일 링크로 설정', 'emergency-token': '비상용 OTP 토큰으로 설정',
      administrator: '관리자가 설정', authenticator: '다른 인증 수단으로 설정', import: '가져옴',
    },
    state: { unproved: '아직 확인되지 않음: 처음 사용할 때 확인됩니다', suspended: '중지됨: 사용할 수 없습니다' },
  },
  emergency: {
    title: '비상용 OTP 토큰', left: '남은 토큰이 없습니다. | 남은 토큰: {count}개 | 남은 토큰: {count}개', none: '발급된 적이 없습니다.', leftOf: '남은 토큰: 0개 (기준 {initial}개) | 남은 토큰: {count}개 (기준 {initial}개) | 남은 토큰: {count}개 (기준 {initial}개)',
    by: '발급: {name}', until: '유효 기간:',
    last: '마지막 토큰입니다.',
    handOut: '하나 발급', issue: '발급하기', topUp: '{initial}개까지 보충', revoke: '취소하기', revokeAll: '모두 취소', more: '{count}개 모두 보기',
    notMyself: '본인의 토큰은 발급하거나 볼 수 없습니다. 다른 관리자에게 요청하세요.',
    windowTitle: '{name} 님의 비상용 OTP 토큰', text: '평소의 코드 대신 한 번 로그인할 때 사용하며 비밀번호는 그대로 필요합니다. {name} 님에게 메일로 알립니다.',
    once: '지금 {name} 님에게 알려 주세요. 이번 한 번만 표시됩니다. 공백, 하이픈, 대소문자는 구분하지 않습니다.',
    given: '지금 {name} 님에게 알려 주거나 필요할 때 목록에서 복사하세요. 공백, 하이픈, 대소문자는 구분하지 않습니다.',
    works: '한 번만 사용할 수 있습니다. 유효 기간:', worksOn: '취소하기 전까지 한 번 사용할 수 있습니다.',
    count: '개수', countWrong: '1에서 50 사이의 정수를 입력하세요.', own: '직접 정한 값', ownHelp: '8자 이상, 서로 다른 문자 4개 이상. 비워 두면 자동으로 만듭니다.',
    life: '유효 기간', lives: { '24': '하루', '168': '일주일', '720': '30일', forever: '사용할 때까지' },
    topUpTitle: '{name} 님의 비상용 OTP 토큰을 보충할까요?', topUpText: '{initial}개가 되도록 부족한 만큼 발급합니다. {name} 님에게 메일로 알립니다.', why: '이유', whyHelp: '예: 장기 출장. 감사 로그에 남습니다.', whyMissing: '이유를 입력하세요.',
    toppedUp: '부족한 토큰이 없었습니다. | 1개를 발급했습니다. 목록에 있습니다. | {count}개를 발급했습니다. 목록에 있습니다.',
    token: '비상용 OTP 토큰', copyNamed: '토큰 복사: {masked}', revokeNamed: '토큰 취소: {masked}',
    copyTitle: '{name} 님의 비상용 OTP 토큰 복사', copyText: '값을 확인한 기록이 감사 로그에 남고 {name} 님에게 메일로 알립니다. 토큰은 계속 사용할 수 있습니다.', copy: '복사',
    copiedText: '클립보드에 복사했습니다. 필요한 곳에 붙여 넣은 뒤 다른 것을 복사하세요.', byHand: '클립보드에 복사하지 못했습니다. 직접 복사하세요.',
    revokeTitle: '{name} 님의 비상용 OTP 토큰을 취소할까요?', revokeText: '남아 있는 토큰은 모두 사용할 수 없게 됩니다. {name} 님에게 메일로 알립니다.',
    revokeOneTitle: '이 비상용 OTP 토큰을 취소할까요? {masked}', revokeOneText: '이 토큰은 사용할 수 없게 됩니다. {name} 님에게 메일로 알립니다.',
  },
  sessions: {
    title: '세션', none: '로그인한 곳이 없습니다.', unknownBrowser: '알 수 없는 브라우저', since: '시작', lastUsed: '마지막 사용', end: '종료', through: '외부 계정으로 로그인: {provider}',
    endAll: '모두 종료', endAllTitle: '{name} 님을 모든 기기에서 로그아웃할까요?', endAllText: '모든 세션과 토큰이 바로 종료됩니다. 설정된 코드는 그대로 남습니다.',
  },
  setupMail: {
    title: '설정 메일', send: '설정 메일 보내기', again: '새로 보내기', done: '보내는 중입니다. 이전 링크는 더 이상 사용할 수 없습니다.', noAddress: '보낼 이메일 주소가 없습니다.',
    state: {
      none: '아직 보내지 않았습니다.', waiting: '{date}부터 발송 대기 중: {to}', sent: '{date}에 보냈습니다: {to}. 링크 유효 기간: {until}까지.',
      refused: '{date}에 메일 서버가 거부했습니다: {to}.', used: '보낸 링크가 사용되었습니다: {to}',
      expired: '보낸 링크가 {until}에 만료되었습니다: {to}', void: '보낸 링크는 더 이상 쓸 수 없습니다. 새로 보냈거나 관리자 역할이 부여되었기 때문입니다: {to}',
    },
  },
  activity: {
    by: '실행: {name}',
    title: '최근 활동', none: '아직 없습니다.',
    type: {
      sign_in_succeeded: '로그인', sign_in_stepped_up: '코드로 본인 확인', sign_in_refused: '로그인 거부',
      password_accepted: '비밀번호 확인', code_accepted: '코드 확인', code_refused: '코드 거부', mail_code_sent: '이메일 코드 발송', codes_closed: '하루 이상 코드를 받지 않음',
      authenticator_suspended: '인증 수단 중지', authenticator_tested: '코드 시험', reset_requested: '초기화 요청', emergency_used: '비상용 OTP 토큰 사용',
      consent_given: '애플리케이션에 접근 허용', consent_refused: '애플리케이션 접근 거부',
      upstream_administrator_kept: 'ID 공급자의 응답과 관계없이 마지막 전체 관리자 권한 유지', upstream_accepted: 'ID 공급자 확인', upstream_refused: 'ID 공급자 거부', identity_linked: 'ID 공급자 연결', identity_unlinked: 'ID 공급자 연결 해제',
      emergency_issued: '비상용 OTP 토큰 발급', emergency_revoked: '비상용 OTP 토큰 취소', emergency_revealed: '비상용 OTP 토큰 열람', session_ended: '세션 종료',
      authenticator_added: '인증 수단 추가', authenticator_replaced: '인증 수단 교체', authenticator_removed: '인증 수단 삭제',
      authenticator_address_fell: '관리자가 되어 코드를 받던 주소가 무효화됨', authenticator_disowned: '‘본인이 아님’으로 인증 수단 삭제', password_changed: '비밀번호 변경', setup_finished: '계정 설정 완료', user_split: '공유 계정을 개인 계정으로 분리', user_created: '사용자 추가',
      user_changed: '사용자 변경', user_otp_turned_on: '‘OTP 설정’ 켜짐', user_otp_turned_off: '‘OTP 설정’ 꺼짐', user_otp_reset: 'OTP 초기화',
      user_setup_mail_sent: '설정 메일 발송', user_setup_sheet_made: '설정 안내문 인쇄', user_wait_lifted: '대기 해제', reset_request_dismissed: '초기화 요청 기각',
      role_granted: '역할 부여', role_withdrawn: '역할 회수', policy_group_assigned: '액세스 정책 그룹 지정', policy_group_reverted: '액세스 정책 그룹을 자동으로 되돌림',
    },
    reason: {
      password: '사용자 이름 또는 비밀번호 오류', wait: '시도가 너무 많아 대기 중', wrong: '틀린 코드', emergency_wrong: '틀린 비상용 OTP 토큰', emergency_used: '이미 사용한 비상용 OTP 토큰', emergency_expired: '만료되었거나 취소된 비상용 OTP 토큰', replayed: '이미 사용한 코드', expired: '만료된 코드',
      too_many_wrong_codes_in_a_row: '잘못된 코드가 너무 많이 이어짐', not_set_up: '설정된 것 없음', suspended: '중지됨', too_weak: '설정된 수단으로는 부족함',
      line0_user_disabled: '비활성 계정', line0_client_disabled: '비활성 애플리케이션', line0_realm_disabled: '비활성 렐름',
      line0_upstream_disabled: '비활성 ID 공급자', line0_shared_account: '공유 계정은 거부됨', line0_acr_unreachable: '애플리케이션의 요구를 충족할 수 없음',
      line1_in_force: '코드 요구: 강제 규칙 시행 중', line2_demand: '코드 요구: 애플리케이션이 요구', line2_wish: '코드 요구: 애플리케이션이 희망',
      line3_evidence: '코드 불필요: ID 공급자가 확인', line3_trusted: '코드 불필요: 신뢰하는 ID 공급자', line3_two_factors: '코드 불필요: 이미 두 요소로 로그인',
      line4_on: '코드 요구: ‘OTP 설정’이 켜짐', line5_always: '코드 요구: 정책 그룹에서 항상 요구',
      line6_exempt: '코드 불필요: 정책 그룹의 예외 조건에 해당', line6_not_exempt: '코드 요구: 정책 그룹의 예외 조건에 해당하지 않음',
      line6_no_circumstances: '코드 요구: 여기서는 예외 조건을 적용할 수 없음', line7_never: '코드 불필요: 정책 그룹에서 요구하지 않음',
      line8_has_one: '코드 요구: 설정되어 있음', line9_otherwise: '코드 불필요: 요구하는 규칙 없음',
    },
  },
  requests: {
    lead: '코드를 사용할 수 없어 초기화를 요청한 사람들입니다.',
    reference: '접수 번호', search: '전화로 알려 준 접수 번호', stateLabel: '상태',
    state: { open: '미처리', answered: '처리됨', dismissed: '기각', expired: '만료' },
    askedAt: '요청', from: '요청 위치', waitsUntil: '대기 기한', answer: 'OTP 초기화…', dismiss: '기각',
    done: '{name} 님의 OTP를 초기화했습니다.', goesOn: '기다리던 화면은 자동으로 넘어갑니다.',
    notFound: { title: '이 접수 번호의 요청이 없습니다', text: '번호를 다시 읽어 달라고 요청하세요. 번호가 다르다면 다른 사람이 기다리고 있을 수 있습니다.' },
    noneOpen: { title: '기다리는 사람이 없습니다', text: '요청이 오면 여기에 자동으로 표시됩니다.' },
    none: { title: '해당하는 요청이 없습니다', text: '이 상태의 요청이 없습니다.' },
    dismissTitle: '이 요청을 기각할까요?', dismissText: '{name} 님의 OTP는 초기화되지 않으며, 기다리던 화면은 대기를 멈춥니다.',
  },
  auditWords, branding, coming, dashboard, enforcements, readiness, shared, simulator, people, bulk, policyGroups, policyConditions, policyHistory, policyUntil, helpDesk, upstreams, audit, clients, emailed, files, keys, realm, trace, userPage,
  fields: {
    missing: '입력해 주세요.', 'not-an-address': '이메일 주소 형식이 아닌 것 같습니다.', refused: '서버에서 받아들이지 않았습니다.',
    lookAgain: '다시 확인할 항목이 있습니다.', 'too-big': '너무 깁니다.', 'too-small': '너무 짧습니다.', 'invalid-format': '사용할 수 없는 문자가 있습니다.',
    custom: '사용할 수 없는 문자가 있습니다.', 'invalid-type': '서버에서 받아들이지 않았습니다.',
  },
  problems: {
    network: { why: '서버에 연결할 수 없습니다.', fix: '잃어버린 내용은 없습니다. 네트워크를 확인한 뒤 다시 시도해 주세요.' },
    unexpected: { why: '이 페이지에서 문제가 생겼습니다.', fix: '새로 고침해 주세요. 다시 생기면 운영 담당자에게 알려 주세요.' },
    retryIn: '{seconds}초 후에 다시 시도해 주세요.', retryInMinutes: '{minutes}분 후에 다시 시도해 주세요.', retryInHours: '{hours}시간 후에 다시 시도해 주세요.',
    request: {
      malformed: { why: '요청을 읽을 수 없습니다.', fix: '페이지를 새로 고침해 주세요.' },
      invalid: { why: '올바르지 않은 항목이 있습니다.', fix: '고친 뒤 다시 시도해 주세요.' },
      'too-large': { why: '한 번에 보내는 양이 너무 많습니다.', fix: '양을 줄여 주세요.' },
      'unsupported-media-type': { why: '요청을 읽을 수 없습니다.', fix: '페이지를 새로 고침해 주세요.' },
      'unknown-operation': { why: '서버가 이 작업을 지원하지 않습니다.', fix: '페이지가 서버보다 오래되었을 수 있습니다. 새로 고침해 주세요.' },
      'method-not-allowed': { why: '서버가 이 작업을 지원하지 않습니다.', fix: '페이지가 서버보다 오래되었을 수 있습니다. 새로 고침해 주세요.' },
      'precondition-failed': { why: '그사이에 다른 사람이 변경했습니다.', fix: '변경된 내용을 확인한 뒤 다시 저장해 주세요.' },
      'too-many': { why: '짧은 시간에 요청이 너무 많았습니다.', fix: '잠시 기다린 뒤 다시 시도해 주세요.' },
    },
    token: {
      missing: { why: '로그인되어 있지 않습니다.', fix: '다시 로그인해 주세요.' },
      invalid: { why: '세션이 끝났습니다.', fix: '다시 로그인해 주세요.' },
      'insufficient-authentication': { why: '이 작업을 하려면 코드를 다시 입력해야 합니다.', fix: '다시 시도하고 본인 확인을 해 주세요. 변경된 내용은 없습니다.' },
    },
    permission: {
      missing: { why: '현재 역할로는 할 수 없는 작업입니다.', fix: '이 렐름의 전체 관리자에게 요청해 주세요.' },
      'not-for-administrators': { why: '관리자 역할이 있는 사용자입니다.', fix: '이 렐름의 전체 관리자에게 요청해 주세요.' },
      'grants-more-than-held': { why: '본인에게 없는 권한을 주게 됩니다.', fix: '그 권한이 있는 사람에게 요청해 주세요.' },
      'not-for-yourself': { why: '본인 계정에는 할 수 없습니다.', fix: '이 렐름의 다른 관리자에게 요청하세요.' },
      'only-on-the-host': { why: '비밀번호 해시는 명령줄에서만 가져올 수 있습니다.', fix: '이 열을 빼거나 서버의 명령줄에서 가져오세요.' },
      'not-on-the-host': { why: '명령줄에서는 비상용 OTP 토큰을 표시하지 않습니다.', fix: '콘솔에서 확인하거나 새로 발급하세요.' },
      'last-administrator': {
        why: '이 렐름에 로그인할 수 있는 전체 관리자가 없어집니다.', fix: '로그인할 수 있는 다른 사람을 전체 관리자로 지정한 뒤 다시 시도해 주세요.',
      },
    },
    realm: { 'not-found': { why: '이 렐름은 없습니다.', fix: '주소의 렐름 이름을 확인해 주세요.' } },
    user: {
      'not-found': { why: '이 사용자는 없습니다.', fix: '계정이 삭제되었을 수 있습니다. 목록으로 돌아가 주세요.' },
      'username-taken': { why: '이미 사용 중인 사용자 이름입니다.', fix: '다른 이름을 선택해 주세요.' },
      'email-taken': { why: '다른 사용자가 사용 중인 이메일 주소입니다.', fix: '다른 주소를 사용하거나 그 사용자를 먼저 변경해 주세요.' },
      'no-email': { why: '이메일 주소가 없는 사용자입니다.', fix: '먼저 주소를 입력해 주세요.' },
      disabled: { why: '비활성 계정입니다.', fix: '먼저 활성화해 주세요.' },
    },
    role: {
      'not-found': { why: '이 역할은 없습니다.', fix: '삭제되었을 수 있습니다.' },
      'name-taken': { why: '같은 이름의 역할이 이미 있습니다.', fix: '다른 이름을 선택해 주세요.' },
      'named-by-rule': { why: '이 역할을 가진 사람을 대상으로 하는 강제 규칙이 있습니다.', fix: '먼저 강제 규칙에서 이 역할을 빼거나 규칙을 종료해 주세요.' },
      'built-in': { why: '기본 제공 역할은 변경할 수 없습니다.', fix: '새 역할을 만들어 주세요.' },
    },
    group: {
      'not-found': { why: '이 그룹은 없습니다.', fix: '삭제되었을 수 있습니다.' },
      'named-by-rule': { why: '이 그룹을 대상으로 하는 강제 규칙이 있습니다.', fix: '먼저 강제 규칙에서 이 그룹을 빼거나 규칙을 종료해 주세요.' },
      'name-taken': { why: '같은 이름의 그룹이 이미 있습니다.', fix: '다른 이름을 선택해 주세요.' },
      'filled-by-upstream': { why: '이 그룹에는 ID 공급자가 이름만으로 사용자를 넣었습니다. 이대로라면 누가 관리자인지를 ID 공급자가 정하게 됩니다.', fix: 'ID 공급자에 이 역할 자체를 부여하는 규칙을 추가해 주세요.' },
    },
    logo: {
      'not-a-picture': { why: 'PNG, JPEG, WebP 이미지가 아니거나, 손상되었거나, 움직이는 이미지입니다.', fix: '로고를 PNG, JPEG, WebP 중 하나로 저장해 주세요. SVG는 사용할 수 없습니다.' },
      'too-large': { why: '파일이 150kB보다 큽니다.', fix: '크기를 줄이거나 더 압축해서 저장해 주세요.' },
      'wrong-size': { why: '너비나 높이가 16픽셀보다 작거나 1,024픽셀보다 큽니다.', fix: '크기를 조절해 주세요. 256픽셀 정도면 충분합니다.' },
    },
    'policy-group': {
      'not-found': { why: '액세스 정책 그룹을 찾을 수 없습니다.', fix: '이미 삭제되었을 수 있습니다.' },
      'name-taken': { why: '같은 이름의 액세스 정책 그룹이 이미 있습니다.', fix: '다른 이름을 정해 주세요.' },
      'no-kind': {
        why: '이 그룹의 사람은 아무도 코드를 쓸 수 없게 됩니다. 그룹, 렐름, 다른 규칙이 모두 인정하는 인증 수단이 남지 않습니다.',
        fix: '다른 규칙도 인정하는 인증 수단을 하나 이상 선택해 주세요.',
      },
      'no-conditions': { why: '이 그룹에는 조건이 없습니다.', fix: '조건을 추가하거나, 항상 요구 또는 요구하지 않음을 선택해 주세요.' },
      'in-use': { why: '이 그룹에 사람이 있습니다.', fix: '먼저 옮길 곳을 정해 주세요.' },
      'named-by-rule': { why: '이 그룹을 대상으로 하는 강제 규칙이 있습니다.', fix: '먼저 강제 규칙에서 이 그룹을 빼 주세요.' },
      'for-new-users': { why: '새 사용자가 이 그룹에 들어가도록 되어 있습니다.', fix: '먼저 렐름 설정에서 새 사용자의 그룹을 다른 그룹이나 없음으로 바꿔 주세요.' },
    },
    enforcement: {
      'not-found': { why: '이 강제 규칙을 찾을 수 없습니다.', fix: '초안 상태에서 삭제되었을 수 있습니다.' },
      'name-taken': { why: '같은 이름의 강제 규칙이 이미 있습니다.', fix: '다른 이름을 정해 주세요.' },
      'wrong-state': { why: '지금 상태의 강제 규칙에는 이 작업을 할 수 없습니다.', fix: '다른 관리자가 공지, 중지 또는 종료했을 수 있습니다. 페이지를 다시 불러와 주세요.' },
      'no-such-time': { why: '이 시각은 이 시간대에 없습니다. 시계가 앞당겨지기 때문입니다.', fix: '조금 전이나 후의 시각을 정해 주세요.' },
      'time-twice': { why: '이 시각은 이 시간대에 두 번 있습니다. 시계가 늦춰지기 때문입니다.', fix: '어느 쪽인지 골라 주세요.' },
      'in-the-past': { why: '이 시작 시각은 이미 지났습니다.', fix: '더 나중의 시각을 정하거나 지금 시작해 주세요.' },
      'register-by-late': { why: '준비 기한이 이미 지났거나 시작보다 늦습니다.', fix: '지금과 시작 사이의 시각을 정하거나 비워 두세요.' },
      'other-direction': { why: '연기는 더 늦은 시각으로, 앞당기기는 더 이른 시각으로만 옮길 수 있습니다.', fix: '지금 정해진 날짜를 확인해 주세요.' },
      'no-time-for-reminders': { why: '시작이 너무 가까워 그 전에 알림 메일을 보낼 수 없습니다.', fix: '시작을 늦추거나 알림 메일 없이 시작해 주세요.' },
      nobody: { why: '이 강제 규칙의 대상이 되는 사람이 없습니다.', fix: '사람이 속한 역할, 그룹, 부서 또는 액세스 정책 그룹을 정해 주세요.' },
      'no-kind': { why: '이 강제 규칙, 렐름, 다른 규칙이 모두 인정하는 인증 수단이 남지 않습니다.', fix: '다른 규칙도 인정하는 인증 수단을 하나 이상 선택해 주세요.' },
      'mail-only': { why: '메일로 받는 코드만 인정하게 되는데, 이 렐름에서는 메일이 나가지 않습니다.', fix: '다른 인증 수단도 허용하거나, 먼저 렐름 설정에서 메일 서버를 등록하세요.' },
      'not-ready-yourself': { why: '본인도 이 강제 규칙의 대상인데, 인정되는 인증 수단을 설정하지 않았습니다.', fix: '먼저 내 계정 페이지에서 설정해 주세요. 이런 규칙을 정하는 사람은 먼저 준비되어 있어야 합니다.' },
      'other-number': { why: '로그인할 수 없게 되는 사람이 있는데, 그 수를 확인하지 않았거나 수가 달라졌습니다.', fix: '예측을 보고 도와주거나 지금의 수를 확인해 주세요.' },
    },
    'reset-request': {
      'not-found': { why: '이 요청은 없습니다.', fix: '사용자와 함께 삭제되었을 수 있습니다.' },
      'already-closed': { why: '이미 처리되었거나 기각된 요청입니다.', fix: '아직 기다리고 있다면 새로 요청해 달라고 하세요.' },
      expired: { why: '이 요청을 기다리던 화면이 만료되었습니다.', fix: '다시 로그인해 새로 요청해 달라고 하거나 ‘OTP 초기화’를 사용하세요.' },
      'other-reference': {
        why: '이 사용자의 미처리 요청 접수 번호가 아닙니다.', fix: '번호를 다시 읽어 달라고 요청하세요. 번호가 다르다면 다른 사람이 기다리고 있을 수 있습니다.',
      },
    },
    mail: {
      'not-configured': { why: '이 렐름에는 메일 서버가 없습니다.', fix: '먼저 렐름 설정에서 입력해야 합니다.' },
      'too-many': { why: '이 사용자에게 보낸 메일이 너무 많습니다.', fix: '잠시 기다린 뒤 다시 시도해 주세요.' },
    },
    bulk: {
      'other-number': { why: '입력한 인원수가 현재 대상 인원수와 다릅니다.', fix: '그사이에 대상자가 바뀌었습니다. 인원수를 다시 확인한 뒤 새 숫자를 입력하세요.' },
      'not-confirmed': { why: '이 사용자의 OTP 설정은 이전에 켜져 있었습니다. 다시 켜면 그 이후 설정한 것이 삭제됩니다.', fix: '인원수를 확인하고 확정한 뒤 다시 시도하세요.' },
      'values-not-kept': { why: '이 렐름은 비상용 OTP 토큰의 값을 보관하지 않으므로 한꺼번에 발급해도 건네줄 수 없습니다.', fix: '한 명씩 발급하거나, 렐름 설정에서 값을 보관하도록 하세요.' },
    },
    'emergency-token': {
      'not-found': { why: '이 비상용 OTP 토큰은 더 이상 사용할 수 없습니다.', fix: '이미 사용했거나 취소되었거나 만료되었습니다. 새로 발급하세요.' },
      'not-kept': { why: '이 비상용 OTP 토큰의 값은 보관되어 있지 않습니다.', fix: '새로 발급하면 값이 표시됩니다.' },
      'too-simple': { why: '쉽게 짐작할 수 있는 값입니다.', fix: '서로 다른 문자를 4개 이상 쓰고, 12345678처럼 이어지는 값이나 12341234, 11223344처럼 되풀이되는 값은 피하세요.' }, 'too-short': { why: '값이 너무 짧습니다.', fix: '공백과 하이픈을 빼고 8자 이상으로 정하세요.' },
      'value-taken': { why: '이 값의 비상용 OTP 토큰은 이 사용자에게 이미 발급되었습니다(사용한 것 포함).', fix: '다른 값을 정하거나 비워 두세요.' },
      'too-many': { why: '사용할 수 있는 비상용 OTP 토큰이 50개를 넘게 됩니다.', fix: '일부를 취소한 뒤 새로 발급하세요.' },
    },
    attempt: { 'not-found': { why: '이 로그인에서 코드를 요구했거나 요구하지 않은 이유는 기록되지 않았습니다.', fix: '기록을 시작하기 전의 로그인은 표시된 사유 말고는 알 수 없습니다.' } },
    session: { 'not-found': { why: '이 세션은 없습니다.', fix: '이미 끝났을 수 있습니다.' } },
    authenticator: {
      'not-found': { why: '이 인증 수단은 없습니다.', fix: '이미 삭제되었을 수 있습니다.' },
      'last-one': { why: '코드가 필요한 사용자이고, 남은 인증 수단이 이것뿐입니다.', fix: '‘OTP 초기화’를 사용하면 삭제하고 새로 설정하게 합니다.' },
      'works-already': { why: '이 사용자에게 사용 중인 인증 수단이 있습니다.', fix: '잃어버렸다면 먼저 OTP를 초기화하세요. 아니라면 본인이 계정 페이지에서 추가합니다.' },
    },
    enrolment: {
      'not-found': { why: '이 설정은 끝났습니다.', fix: '처음부터 다시 시작하세요. QR 코드는 띄운 사람이 10분 안에 한 번만 쓸 수 있습니다.' },
      'not-accepted': { why: '이 사용자의 규칙에서는 이 인증 수단을 인정하지 않습니다.', fix: '규칙을 바꾸거나, 인정되는 수단을 본인이 설정하게 하세요.' },
      'changed': { why: '설정을 시작한 뒤 이 사용자의 정보가 바뀌었습니다.', fix: '바뀐 내용을 확인한 뒤 처음부터 다시 시작하세요.' },
      'wrong-code': { why: '코드가 올바르지 않습니다.', fix: '방금 추가한 항목의 코드를 입력하세요.' },
      'too-many-codes': { why: '이 QR 코드에 잘못된 코드를 너무 많이 입력했습니다.', fix: '처음부터 다시 시작해 앱의 항목을 지우고 새 QR 코드를 스캔하세요.' },
    },
    client: {
      'not-found': { why: '이 애플리케이션은 없습니다.', fix: '삭제되었을 수 있습니다.' },
      'id-taken': { why: '다른 애플리케이션이 사용 중인 ID입니다.', fix: '다른 ID를 선택해 주세요.' },
      'built-in': { why: '기본 제공 애플리케이션은 변경할 수 없습니다.', fix: '새로 만들어 주세요.' },
      'in-condition': { why: '액세스 정책 그룹의 조건에 이 애플리케이션이 지정되어 있습니다.', fix: '먼저 그 그룹의 조건에서 빼 주세요. 그대로 삭제하면 조건이 어디서나 해당되거나 어디서도 해당되지 않게 됩니다.' },
      'has-no-secret': { why: '공개 애플리케이션에는 시크릿이 없습니다.', fix: '시크릿을 보관할 수 있는 종류로 만들어 주세요.' },
    },
    upstream: {
      'not-found': { why: '이 ID 공급자는 없습니다.', fix: '삭제되었을 수 있습니다.' },
      'alias-taken': { why: '다른 ID 공급자가 사용 중인 별칭입니다.', fix: '다른 별칭을 선택해 주세요.' },
      disabled: { why: '비활성화된 ID 공급자입니다.', fix: '먼저 활성화해 주세요.' },
      'discovery-failed': { why: '이 주소에서 ID 공급자 정보를 읽을 수 없습니다.', fix: '주소를 확인한 뒤 다시 시도해 주세요.' },
      'is-only-first-step': { why: '이 ID 공급자는 모두가 로그인하는 유일한 첫 단계입니다.', fix: '비활성화하거나 삭제하기 전에 렐름의 첫 단계를 다른 것으로 바꿔 주세요.' },
      'no-way-in': { why: 'ID 공급자를 사용할 수 없을 때 비밀번호로 로그인할 수 있는 전체 관리자가 없습니다.', fix: '먼저 전체 관리자에게 비밀번호를 설정해 주세요.' },
      'test-not-found': { why: '이 테스트는 끝났습니다.', fix: '새로 시작해 주세요. 결과는 10분 동안만 보관됩니다.' },
    },
    identity: {
      'not-found': { why: '이 사용자는 이 ID 공급자와 연결되어 있지 않습니다.', fix: '이미 해제되었을 수 있습니다.' },
      taken: { why: '이 주체에는 다른 사용자가 연결되어 있습니다.', fix: '먼저 그 사용자의 연결을 해제하거나 주체를 고쳐 주세요.' },
      'person-has-one': { why: '이 사용자는 이 ID 공급자의 다른 주체와 연결되어 있습니다.', fix: '먼저 그 연결을 해제해 주세요.' },
    },
    server: {
      unexpected: { why: '서버에서 문제가 생겼습니다.', fix: '다시 시도해 주세요. 계속되면 운영 담당자에게 알려 주세요.' },
      unavailable: { why: '지금은 서버가 응답할 수 없습니다.', fix: '잃어버린 내용은 없습니다. 잠시 기다린 뒤 다시 시도해 주세요.' },
    },
  },
}

export default ko
