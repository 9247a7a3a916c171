// Has to be refused: nobody has asked for the types of the globals.
sendinblue.page()
