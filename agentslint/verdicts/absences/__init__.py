"""What a document says is not there, against what is: a module for each way to say it, as in `claims/absences`."""
