"""What only a reader can judge: questions with their evidence, who is asked, and answers that are held
against the repository before anything is reported. Nothing here is part of `check`."""
