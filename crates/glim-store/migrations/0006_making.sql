-- Pictures and videos that are asked for in a conversation. Question and answer are both marked with what is made; the answer has no
-- attempt and no words: what it shows are the jobs that name it, which therefore stay as long as it does.
ALTER TABLE message ADD COLUMN making TEXT CHECK (making IN ('image', 'video'));

PRAGMA user_version = 6;
