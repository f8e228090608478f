/**
 * A model's id as people read it. llama.cpp calls a model by the path of its file, of which only the last piece is a
 * name; ids with a slash in them, such as `Qwen/Qwen3-8B`, are whole names and stay.
 */
export function modelName(id: string): string {
  const isPath = /^(?:\/|~[\\/]|\.{1,2}[\\/]|\\\\|[A-Za-z]:[\\/])/u.test(id);
  return isPath ? (id.split(/[\\/]/u).findLast(Boolean) ?? id) : id;
}
