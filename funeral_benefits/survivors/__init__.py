"""The survivors' benefit: monthly to those who depended on the deceased, or one sum."""
