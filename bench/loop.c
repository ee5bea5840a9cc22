/* The limit of a turn: fork, exec, wait, and nothing else.
 *   loop COUNT PROMPT OUTPUT PROGRAM [ARGUMENT...] */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  for (int left = atoi(argv[1]); left > 0; left--) {
    pid_t child = fork();
    if (child == 0) {
      dup2(open(argv[2], O_RDONLY | O_CLOEXEC), 0);
      dup2(open(argv[3], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), 1);
      execv(argv[4], argv + 4);
      _exit(127);
    }
    int status;
    waitpid(child, &status, 0);
    if (status != 0) return 1;
  }
  return 0;
}
