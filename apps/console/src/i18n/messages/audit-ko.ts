import type { Words } from '../i18n.ts'

const audit: Words['audit'] = {
  title: '감사 로그', lead: '이 렐름에서 일어난 모든 일을 최신순으로 보여 줍니다. 여기서는 아무것도 변경할 수 없습니다.', anew: '새로 고침',
  column: { when: '일시', what: '내용', whom: '대상', by: '실행자' },
  field: { reason: '이유', client: '애플리케이션', address: '주소', type: '이벤트' },
  walk: { open: '이전 단계 {count}개 보기 | 이전 단계 {count}개 보기', fold: '단계 접기' },
  before: '변경 전:', now: '변경 후:',
  actor: { system: '로그인 전', self: '본인', gone: '삭제된 사용자' },
  onlyPerson: '이 사람의 이벤트만 보기: {name}', toPerson: '이 사용자 열기', ofPerson: '감사 로그에서 모두 보기',
  outcome: { success: '성공', refused: '거부', error: '실패' },
  filter: {
    person: '사용자', kind: '종류', outcome: '결과', from: '시작일', until: '종료일', matches: '일치하는 사용자', fromDay: '{day}부터', untilDay: '{day}까지',
  },
  group: {
    'sign-ins': '로그인과 세션', codes: '코드와 인증 수단', emergency: '비상용 OTP 토큰', accounts: '계정', rights: '역할과 그룹',
    settings: '설정과 애플리케이션', access: 'API 접근',
  },
  none: { title: '이벤트가 없습니다', text: '일치하는 이벤트가 없습니다. 필터를 지우거나 다른 날짜를 선택해 주세요.' },
  export: {
    button: '내보내기', title: '감사 로그 내보내기', text: '필터에 표시된 내용을 최신순으로 한 파일에 담습니다. 한 번에 최대 {limit}건입니다. 더 오래된 내용은 필터에서 날짜를 선택해 주세요.',
    question: '형식', format: { csv: 'CSV', jsonl: 'JSON Lines' },
    help: { csv: '스프레드시트용입니다. 수식으로 읽힐 셀은 텍스트로 표시합니다.', jsonl: '프로그램용입니다. API 그대로 한 줄에 이벤트 하나입니다.' },
    mark: 'BOM 포함', markHelp: 'Excel에서 한국어와 일본어 이름이 그대로 읽힙니다.',
    read: '{count}건을 읽었습니다…', done: '{count}건을 파일에 담았습니다.',
    capped: '더 있습니다. 더 오래된 내용은 필터에서 날짜를 선택해 주세요.', stop: '중지', do: '파일 만들기',
  },
  type: {
    upstream_mapping_skipped: 'ID 공급자 정보 일부를 무시',
    emergency_reveal_refused: '비상용 OTP 토큰 열람 거부', emergency_reveal_limit_raised: '비상용 OTP 토큰 열람 한도를 높임', emergency_reveal_limit_restored: '비상용 OTP 토큰 열람 한도를 되돌림', emergency_running_out: '비상용 OTP 토큰이 얼마 남지 않음',
    emergency_issue_refused: '비상용 OTP 토큰 발급 거부', session_signed_out: '로그아웃',
    enrolment_begun: '본인과 함께 코드 설정 시작',
    authenticator_renamed: '인증 수단 이름 변경',
    password_reset_requested: '비밀번호 재설정 링크 요청', mail_confirmation_sent: '확인 메일 발송', mail_confirmed: '메일로 확인', mail_refused: '메일을 전달하지 못함',
    link_renewed: '링크 재발급', users_imported: '사용자 가져오기', users_exported: '사용자 내보내기', user_deleted: '사용자 삭제', user_language_changed: '언어 변경',
    role_created: '역할 추가', role_deleted: '역할 삭제',
    group_created: '그룹 추가', group_deleted: '그룹 삭제', group_joined: '그룹에 추가', group_left: '그룹에서 제외',
    group_role_granted: '그룹에 역할 부여', group_role_withdrawn: '그룹에서 역할 회수', policy_group_created: '액세스 정책 그룹 추가', policy_group_changed: '액세스 정책 그룹 변경',
    policy_group_copied: '액세스 정책 그룹 복사', policy_group_deleted: '액세스 정책 그룹 삭제',
    enforcement_drafted: '강제 규칙 초안 작성', enforcement_changed: '강제 규칙 변경', enforcement_deleted: '강제 규칙 초안 삭제', enforcement_announced: '강제 규칙 공지',
    enforcement_postponed: '강제 규칙 연기', enforcement_brought_forward: '강제 규칙 앞당김', enforcement_suspended: '강제 규칙 중지', enforcement_resumed: '강제 규칙 재개', enforcement_ended: '강제 규칙 종료', enforcement_reminded: '강제 규칙 알림 메일 발송',
    upstream_created: 'ID 공급자 추가', upstream_changed: 'ID 공급자 변경', upstream_deleted: 'ID 공급자 삭제', upstream_tested: 'ID 공급자 테스트',
    client_created: '애플리케이션 추가', client_changed: '애플리케이션 변경', client_deleted: '애플리케이션 삭제', client_secret_made: '애플리케이션의 새 시크릿',
    client_old_secret_ended: '애플리케이션의 이전 시크릿 종료', realm_created: '렐름 생성', realm_changed: '렐름 설정 변경', keys_rotated: '서명 키 교체',
    mail_tested: '테스트 메일 발송', operator_token_made: '호스트에서 운영자 토큰 생성', token_refused: '토큰 거부', api_refused: 'API에서 거부',
    logout_undelivered: '애플리케이션에 로그아웃을 알리지 못함',
  },
}
export default audit
