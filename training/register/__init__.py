"""The talent register: who can be asked for, with whose consent; appointments, guided cases, and the 1+3 alliances."""
