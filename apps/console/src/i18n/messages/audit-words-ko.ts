import type { Words } from '../i18n.ts'

const auditWords: Words['auditWords'] = {
  reason: {
    connect: '계정 연결을 위해', connect_nobody: '계정 연결을 위해: 이 주소를 확인한 사람이 없어 보내지 않음', mail_older: '이전 메일의 코드', limit: '오늘 메일 발송 한도 초과', mail_wrong: '메일의 코드가 틀림', mail_malformed: '메일 코드의 형식이 아님', mail_expired: '메일의 코드가 만료됨',
    mail_gone: '메일의 코드가 더 이상 유효하지 않음', mail_too_many: '메일 코드를 너무 많이 시도함', malformed: '코드 형식이 아님', clock_slow: '기기의 시계가 느림', clock_fast: '기기의 시계가 빠름',
    disabled: 'ID 공급자가 꺼져 있음', other_upstream: '다른 ID 공급자의 응답', issuer: '발급자가 다름', other_person: '다른 사람의 로그인', person_disabled: '계정이 비활성 상태',
    changed_meanwhile: '도중에 변경됨', too_many_names: '역할이나 그룹이 너무 많음', shape: '읽을 수 없는 형식', no_roles_said: '역할 정보가 없음', last_administrator: '이 렐름을 관리할 다른 사람이 없음', removed: '주소 삭제', doubted: '등록된 메일함으로 확인 필요', replayed: '이미 사용됨', signed_out: '로그아웃',
    upstream_signed_out: 'ID 공급자에서 로그아웃', answered: '요청이 거절됨', too_many_in_an_hour: '한 시간 한도를 넘음', the_user_was_created: '사용자를 만들 때',
    recipient_refused: '메일 서버가 받는 사람을 거부함', sender_refused: '메일 서버가 보내는 사람을 거부함', log_in_refused: '메일 서버가 비밀번호를 거부함', no_encryption: '메일 서버가 암호화를 지원하지 않음',
    certificate: '메일 서버의 인증서를 믿을 수 없음', not_found: '메일 서버를 찾을 수 없음', unreachable: '연결할 수 없음', timeout: '제시간에 응답하지 않음', other_answer: '메일 서버가 거부함',
  },
  detail: {
    splitFrom: '분리한 계정', persons: '새 개인 계정', account: '원래 계정', before: '이전', after: '이후', until: '기한', to: '받는 사람', by: '방법', alg: '알고리즘', alias: '별칭', all: '모두', answer: '응답', authenticator: '인증 수단', authenticatorId: '인증 수단',
    authenticatorsRemoved: '인증 수단 삭제', boundBy: '등록 근거', client: '애플리케이션', clientId: '애플리케이션', emergencyTokens: '비상용 OTP 토큰', endedOthers: '다른 세션 종료', group: '그룹',
    issuer: '발급자', kid: '키', kind: '종류', label: '이름', language: '언어', left: '남은 수', lifeSeconds: '유효 시간(초)', linkId: '링크', logo: '로고', method: '방법', name: '이름',
    operation: '작업', otpRequired: 'OTP 설정', outcome: '결과', overlapHours: '함께 쓰는 시간(시간)', perHour: '시간당', proof: '본인 확인', proofs: '확인됨', purpose: '목적',
    reference: '접수 번호', replaces: '대체', requestId: '요청', revoked: '취소한 수', role: '역할', scopes: '접근 범위', server: '메일 서버', session: '세션', setupMail: '설정 메일',
    skipped: '제외됨', stage: '단계', subject: '주체', tokenId: '토큰', upstream: 'ID 공급자', username: '사용자 이름', email: '메일', givenName: '이름', familyName: '성', department: '부서',
    enabled: '활성', ask: 'OTP 인증 건너뛰기', conditions: '조건', kinds: '인정하는 종류', onUnenrolled: '설정하지 않은 경우', afterEmergency: '비상용 OTP 토큰 사용 후', sessionsBefore: '이전 세션', from: '복사한 원본',
    movedTo: '옮긴 곳', failed: '실패한 수', lines: '줄 수', line: '줄', asked: '코드 요청', issuedAcr: '애플리케이션에 알린 값(acr)', filter: '필터', mail: '메일', mailsAboutIt: '알린 메일 수', grant: '권한', steps: '단계', did: '한 일',
    width: '너비', height: '높이', type: '종류', export: '내보내기', people: '인원',
    enforcement: '강제 규칙', confirmed: '확인한 로그인 불가 인원', enforceFrom: '시작', registerBy: '준비 요청', zone: '시간대', state: '상태', recoveries: '복구 방법', refusesShared: '공유 계정 거부',
    waves: '알림 메일(며칠 전)', helpLink: '도움말 링크', reason: '대상자에게 알리는 이유',
    target: { everyone: '모두 대상', roles: '대상 역할', groups: '대상 그룹', departments: '대상 부서', policyGroups: '대상 액세스 정책 그룹' },
  },
}
export default auditWords
