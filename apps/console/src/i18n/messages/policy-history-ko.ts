/** 액세스 정책 그룹의 변경 이력. */
export default {
  more: '더 보기', title: '변경 이력', version: '버전 {version}', now: '현재', unknown: '이력을 기록하기 전의 내용', made: '새로 추가됨', copied: '복사한 그룹: {name}', because: '이유: {reason}',
  conditionNew: '조건 추가 – {condition}', conditionGone: '조건 삭제 – {condition}',
  why: '이유', whyHelp: '이 그룹의 변경 이력과 감사 로그에 남습니다.',
  back: '버전 {version} 내용으로 되돌리기…', backTitle: '버전 {version} 내용으로 되돌릴까요?', backDo: '되돌리기', backReason: '버전 {version} 내용으로 되돌림',
  same: '현재 내용과 같습니다. 바뀌는 것이 없습니다.', nobody: '이 그룹에는 아무도 없어 영향을 받는 사람이 없습니다.',
  applicationGone: '이 버전의 조건에는 더 이상 없는 애플리케이션이 있습니다. 그룹을 직접 수정하세요.',
}
